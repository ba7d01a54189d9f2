# cmake -D ... -P trim_icu_data.cmake: takes ICU's data out of the static library ARCHIVE and writes what lib/text uses to
# OUTPUT. trimmed_icu.cmake beside this file calls it.
cmake_minimum_required(VERSION 3.25)

# Names of languages: aliases, keywords such as -u-ss, likely scripts. CJK words are sought in compatibility form (nfkc).
set(used "brkitr/.*|.*\\.cnv|cnvalias\\.icu|nfkc\\.nrm|icuver\\.res|metadata\\.res|keyTypeData\\.res|timezoneTypes\\.res|likelySubtags\\.res|langInfo\\.res|supplementalData\\.res")

function(run)
  execute_process(COMMAND ${ARGV} WORKING_DIRECTORY ${WORK}/data COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK}/data)
file(MAKE_DIRECTORY ${WORK}/data/trimmed)
run(${AR} x ${ARCHIVE})
file(GLOB object ${WORK}/data/*_dat.o)
# icupkg takes the name of the data, such as icudt72l, from that of the file.
cmake_path(GET object STEM name)
string(REGEX REPLACE "_dat$" "" name ${name})
run(${OBJCOPY} -O binary --only-section=.rodata ${object} ${name}.dat)
run(${ICUPKG} --list --outlist items ${name}.dat)
file(STRINGS ${WORK}/data/items items)
list(FILTER items EXCLUDE REGEX "^(${used})$")
list(JOIN items "\n" items)
file(WRITE ${WORK}/data/unused.txt "${items}\n")
run(${ICUPKG} --remove unused.txt ${name}.dat trimmed/${name}.dat)
file(RENAME ${WORK}/data/trimmed/${name}.dat ${OUTPUT})
file(REMOVE_RECURSE ${WORK}/data)
