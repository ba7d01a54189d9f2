# cmake -D BUILD=... (see CMakeLists.txt beside this file) -P install_test.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE output)
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
set(prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

# The programs run from their installed place.
run(${prefix}/bin/tagger --version)
if(NOT output MATCHES "${VERSION}")
  message(FATAL_ERROR "tagger --version does not name ${VERSION}: ${output}")
endif()
run(${prefix}/bin/tagger train --quiet --train ${CORPORA}/news.train.conllu --dev ${CORPORA}/news.dev.conllu
    --label-column MISC:NER --epochs 15 --batch-size 4 --hidden 16 --learning-rate 0.01 --model ${WORK}/names.model)
run(${prefix}/bin/sentiment train --quiet --train ${CORPORA}/reviews.train.tsv --dev ${CORPORA}/reviews.dev.tsv
    --epochs 10 --batch-size 4 --hidden 16 --learning-rate 0.01 --model ${WORK}/reviews.model)

# The answers that the consumer has to give too.
file(WRITE ${WORK}/tokens "Anna Berg lives in Lisbon .\n")
run(${prefix}/bin/tagger tag --quiet --model ${WORK}/names.model --input-format tokens --output-format inline
    ${WORK}/tokens)
string(STRIP "${output}" tagged)
file(WRITE ${WORK}/review "A wonderful film.\n")
run(${prefix}/bin/sentiment classify --quiet --model ${WORK}/reviews.model ${WORK}/review)
string(REGEX MATCH "^[a-z]+" label "${output}")

# The models by name, as the library finds them below its prefix.
file(GLOB files RELATIVE ${prefix}/share/seqlab/models ${prefix}/share/seqlab/models/*.model)
list(TRANSFORM files REPLACE "\\.model$" "")
list(SORT files)
list(TRANSFORM files APPEND " ")
list(JOIN files "" models)

# These flags change the layout or the code of whatever crosses the library's border by mistake.
set(other "-O0 -march=native -D_GLIBCXX_ASSERTIONS")
set(sanitize "")
if(SANITIZE)
  # A program that loads a sanitized library has to bring the sanitizer's runtime.
  set(sanitize "-D;CMAKE_EXE_LINKER_FLAGS=-fsanitize=${SANITIZE}")
endif()
foreach(flags IN ITEMS "-O2" "${other}")
  string(MD5 folder "${flags}")
  run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/${folder} -G ${GENERATOR}
      -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${flags}" ${sanitize})
  run(${CMAKE_COMMAND} --build ${WORK}/${folder})
  run(${WORK}/${folder}/consumer ${WORK}/names.model ${WORK}/reviews.model)
  if(NOT output STREQUAL "${tagged} 5 ${label}\n${models}\n")
    message(FATAL_ERROR "built with ${flags}, the program printed ${output} instead of ${tagged} 5 ${label} ${models}")
  endif()
endforeach()

# The examples of README.md and of docs/cpp.md work as they stand there.
file(READ ${README} readme)
if(NOT readme MATCHES "\n```cpp\n([^`]+)```\n")
  message(FATAL_ERROR "README.md has no example in cpp")
endif()
set(short "${CMAKE_MATCH_1}")
file(READ ${PAGE} page)
foreach(language IN ITEMS cpp cmake)
  if(NOT page MATCHES "\n```${language}\n([^`]+)```\n")
    message(FATAL_ERROR "docs/cpp.md has no example in ${language}")
  endif()
  set(${language} "${CMAKE_MATCH_1}")
endforeach()
file(WRITE ${WORK}/example/main.cpp "${short}")
file(WRITE ${WORK}/example/page.cpp "${cpp}")
file(WRITE ${WORK}/example/CMakeLists.txt
     "cmake_minimum_required(VERSION 3.25)\nproject(example LANGUAGES CXX)\nadd_executable(program main.cpp)\n${cmake}\nadd_executable(page page.cpp)\ntarget_link_libraries(page PRIVATE seqlab::seqlab)")
run(${CMAKE_COMMAND} -S ${WORK}/example -B ${WORK}/example/build -G ${GENERATOR}
    -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${CXX} ${sanitize})
run(${CMAKE_COMMAND} --build ${WORK}/example/build)
file(COPY_FILE ${prefix}/share/seqlab/models/en-ner.model ${WORK}/example/names.model)
run(${CMAKE_COMMAND} -E chdir ${WORK}/example ${WORK}/example/build/program)
set(example "${output}")
file(WRITE ${WORK}/text "Anna Berg moved to Bergen.\n")
run(${prefix}/bin/tagger tag --quiet --model ${WORK}/example/names.model ${WORK}/text)
string(STRIP "${output}" tagged)
string(FIND "${example}" "${tagged}\nAnna Berg\tPER\t0." found)
if(NOT found EQUAL 0)
  message(FATAL_ERROR "the example of README.md printed ${example} instead of ${tagged} and the spans")
endif()
run(${WORK}/example/build/page)
if(NOT output MATCHES "^{\"text\": \"Anna lives in Bergen.\", .*\"label\": \"PER\".*}\n{.*}\n[01]")
  message(FATAL_ERROR "the example of docs/cpp.md printed ${output}")
endif()
file(REMOVE_RECURSE ${WORK})
