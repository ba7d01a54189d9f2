# Builds the library as the release preset does, and installs it below the package, with its models and with the licences
# of what is compiled in.

# A checkout has the sources one folder up, an sdist in core/.
set(core ${CMAKE_CURRENT_SOURCE_DIR}/core)
if(NOT EXISTS ${core})
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH core)
endif()

find_package(Threads REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
include(${core}/lib/text/trimmed_icu.cmake)
seqlab_trimmed_icu(icu)
if(icu)
  message(STATUS "ICU: ${icu} with trimmed data")
  # lib/ links these targets; nothing there needs more of ICU than icuuc.
  set_target_properties(ICU::uc PROPERTIES IMPORTED_LOCATION ${icu} IMPORTED_LOCATION_RELEASE ${icu}
                        IMPORTED_LINK_INTERFACE_LANGUAGES CXX INTERFACE_LINK_LIBRARIES seqlab_icu_data)
  get_target_property(include ICU::i18n INTERFACE_INCLUDE_DIRECTORIES)
  set_target_properties(ICU::i18n PROPERTIES IMPORTED_LOCATION ${icu} IMPORTED_LOCATION_RELEASE ${icu})
else()
  message(STATUS "ICU: the shared libraries of this system")
endif()

block()
  set(SEQLAB_PROGRAMS OFF)
  set(SEQLAB_TESTS OFF)
  set(SEQLAB_BENCHMARK OFF)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
  add_subdirectory(${core} core EXCLUDE_FROM_ALL)
endblock()
get_directory_property(version DIRECTORY ${core} DEFINITION PROJECT_VERSION)

# A wheel has no symbolic links, so the library has one name only, that which the linker notes.
get_target_property(soversion seqlab SOVERSION)
set_target_properties(seqlab PROPERTIES VERSION ${soversion} EXCLUDE_FROM_ALL OFF)
install(TARGETS seqlab LIBRARY DESTINATION seqlab/lib NAMELINK_SKIP)

install(DIRECTORY ${core}/models/ DESTINATION seqlab/share/seqlab/models
        FILES_MATCHING PATTERN "*.model" PATTERN README.md PATTERN recipes EXCLUDE)

# Debian's names of all packages of which a wheel has a part (THIRD_PARTY.md); other systems keep licences elsewhere.
if(SKBUILD_METADATA_DIR)
  foreach(package libicu-dev libboost-iostreams-dev libeigen3-dev nlohmann-json3-dev libhwy-dev libxxhash-dev
          libbz2-1.0 liblzma5 libzstd1 zlib1g)
    if(EXISTS /usr/share/doc/${package}/copyright)
      install(FILES /usr/share/doc/${package}/copyright DESTINATION ${SKBUILD_METADATA_DIR}/licenses RENAME ${package})
    endif()
  endforeach()
  foreach(licence Apache-2.0 MPL-2.0)
    if(EXISTS /usr/share/common-licenses/${licence})
      install(FILES /usr/share/common-licenses/${licence} DESTINATION ${SKBUILD_METADATA_DIR}/licenses)
    endif()
  endforeach()
endif()
