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
  string(REGEX REPLACE "refused: [^\n]+\n$" "refused" output "${output}")
  if(NOT output STREQUAL "${tagged} 5 ${label}\nrefused")
    message(FATAL_ERROR "built with ${flags}, the program printed ${output} instead of ${tagged} 5 ${label}")
  endif()
endforeach()
file(REMOVE_RECURSE ${WORK})
