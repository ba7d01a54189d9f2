# Builds the library as the release preset does, and installs it below the package, with its models and with the licences
# of what is compiled in.

# Links to what a checkout has one folder up; an sdist has it here.
set(core ${CMAKE_CURRENT_SOURCE_DIR}/core)

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
# One call would need a newer C++ library than all others do.
target_sources(seqlab PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/oldest_symbols.cpp)
target_link_options(seqlab PRIVATE LINKER:--wrap=_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE)
get_directory_property(version DIRECTORY ${core} DEFINITION PROJECT_VERSION)

# A wheel has no symbolic links, so the library has one name only, that which the linker notes.
get_target_property(soversion seqlab SOVERSION)
set_target_properties(seqlab PROPERTIES VERSION ${soversion} EXCLUDE_FROM_ALL OFF)
install(TARGETS seqlab LIBRARY DESTINATION seqlab/lib NAMELINK_SKIP)

install(DIRECTORY ${core}/models/ DESTINATION seqlab/share/seqlab/models
        FILES_MATCHING PATTERN "*.model" PATTERN README.md PATTERN recipes EXCLUDE)

# The licences of all that a wheel has a part of (THIRD_PARTY.md), where Debian puts them; other systems keep them elsewhere.
if(SKBUILD_METADATA_DIR)
  set(licences ${SKBUILD_METADATA_DIR}/licenses)
  foreach(package libboost-iostreams-dev libeigen3-dev nlohmann-json3-dev libhwy-dev libxxhash-dev libbz2-1.0 liblzma5
          libzstd1)
    install(FILES /usr/share/doc/${package}/copyright DESTINATION ${licences} RENAME ${package} OPTIONAL)
  endforeach()
  install(FILES /usr/share/icu/${ICU_VERSION}/LICENSE DESTINATION ${licences} RENAME libicu-dev OPTIONAL)
  install(FILES /usr/share/common-licenses/Apache-2.0 /usr/share/common-licenses/MPL-2.0 DESTINATION ${licences} OPTIONAL)
  file(GLOB nanobind ${NB_DIR}/../nanobind-*.dist-info/licenses/LICENSE)
  install(FILES ${nanobind} DESTINATION ${licences} RENAME nanobind OPTIONAL)
endif()
