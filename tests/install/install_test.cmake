# cmake -D BUILD=... (see CMakeLists.txt beside this file) -P install_test.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE output)
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
set(prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

# The programs run from where they were installed.
run(${prefix}/bin/tagger --version)
if(NOT output MATCHES "${VERSION}")
  message(FATAL_ERROR "tagger --version does not name ${VERSION}: ${output}")
endif()
run(${prefix}/bin/tagger train --quiet --train ${CORPORA}/news.train.conllu --dev ${CORPORA}/news.dev.conllu
    --label-column MISC:NER --epochs 15 --batch-size 4 --hidden 16 --learning-rate 0.01 --model ${WORK}/names.model)
run(${prefix}/bin/sentiment train --quiet --train ${CORPORA}/reviews.train.tsv --dev ${CORPORA}/reviews.dev.tsv
    --epochs 10 --batch-size 4 --hidden 16 --learning-rate 0.01 --model ${WORK}/reviews.model)

# Flags that change the layout or the instructions of anything that crossed the library's border by mistake.
set(other "-O0 -march=native -D_GLIBCXX_ASSERTIONS")
set(sanitize "")
if(SANITIZE)
  # A sanitized library needs its runtime first in the program that loads it.
  set(sanitize "-D;CMAKE_EXE_LINKER_FLAGS=-fsanitize=${SANITIZE}")
endif()
foreach(flags IN ITEMS "-O2" "${other}")
  string(MD5 folder "${flags}")
  run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/${folder} -G ${GENERATOR}
      -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${flags}" ${sanitize})
  run(${CMAKE_COMMAND} --build ${WORK}/${folder})
  run(${WORK}/${folder}/consumer ${WORK}/names.model ${WORK}/reviews.model)
  if(NOT output MATCHES "^Anna/B-PER Berg/I-PER lives/O in/O Lisbon/B-LOC ./O 5 positive\nrefused: [^\n]+\n$")
    message(FATAL_ERROR "built with ${flags}, the program printed: ${output}")
  endif()
endforeach()
file(REMOVE_RECURSE ${WORK})
