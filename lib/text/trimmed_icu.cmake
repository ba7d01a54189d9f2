# ICU with only those of its data that lib/text uses, for programs that bring their own ICU: break iterators of all
# languages with their dictionaries, all converters, normal forms, and what ICU reads to understand names of languages.
# Needs what Debian's libicu-dev installs: static libraries, and icupkg of icu-devtools.

# Sets RESULT to the static library of ICU, or to nothing where a piece is missing; defines the target seqlab_icu_data,
# the data to link with it.
function(seqlab_trimmed_icu result)
  set(${result} "" PARENT_SCOPE)
  find_library(SEQLAB_ICU_STATIC libicuuc.a)
  find_library(SEQLAB_ICU_STATIC_DATA libicudata.a)
  find_program(SEQLAB_ICUPKG icupkg PATHS /usr/sbin)
  if(NOT (SEQLAB_ICU_STATIC AND SEQLAB_ICU_STATIC_DATA AND SEQLAB_ICUPKG AND CMAKE_OBJCOPY))
    return()
  endif()
  string(REGEX MATCH "^[0-9]+" major "${ICU_VERSION}")
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/icu)
  set(data ${folder}/icu.dat)
  add_custom_command(
    OUTPUT ${data}
    COMMAND ${CMAKE_COMMAND} -D ARCHIVE=${SEQLAB_ICU_STATIC_DATA} -D ICUPKG=${SEQLAB_ICUPKG} -D AR=${CMAKE_AR}
            -D OBJCOPY=${CMAKE_OBJCOPY} -D WORK=${folder} -D OUTPUT=${data}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/trim_icu_data.cmake
    DEPENDS ${SEQLAB_ICU_STATIC_DATA} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/trim_icu_data.cmake
    VERBATIM)
  set(SYMBOL icudt${major}_dat)
  set(DATA ${data})
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/icu_data.cpp.in ${folder}/icu_data.cpp @ONLY)
  set_source_files_properties(${folder}/icu_data.cpp PROPERTIES OBJECT_DEPENDS ${data})
  add_library(seqlab_icu_data STATIC ${folder}/icu_data.cpp)
  set_target_properties(seqlab_icu_data PROPERTIES POSITION_INDEPENDENT_CODE ON)
  set_target_properties(seqlab_icu_data PROPERTIES UNITY_BUILD OFF)  # which would lose the dependency on the data
  target_link_libraries(seqlab_icu_data INTERFACE ${CMAKE_DL_LIBS} Threads::Threads m)
  set(${result} ${SEQLAB_ICU_STATIC} PARENT_SCOPE)
endfunction()
