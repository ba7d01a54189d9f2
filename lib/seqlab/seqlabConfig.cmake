# Found by find_package(seqlab); gives the target seqlab::seqlab.
include(${CMAKE_CURRENT_LIST_DIR}/seqlabTargets.cmake)
