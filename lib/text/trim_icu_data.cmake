# cmake -D ... -P trim_icu_data.cmake: takes ICU's data out of the static library ARCHIVE and writes what lib/text uses to
# WORK/trimmed/NAME.dat. trimmed_icu.cmake beside this file calls it.
cmake_minimum_required(VERSION 3.25)

# Names of languages: aliases, keywords such as -u-ss, likely scripts. CJK words are sought in compatibility form (nfkc).
set(used "brkitr/.*|.*\\.cnv|cnvalias\\.icu|nfkc\\.nrm|icuver\\.res|metadata\\.res|keyTypeData\\.res|timezoneTypes\\.res|likelySubtags\\.res|langInfo\\.res|supplementalData\\.res")

function(run)
  execute_process(COMMAND ${ARGV} WORKING_DIRECTORY ${WORK} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK}/full ${WORK}/trimmed)
file(MAKE_DIRECTORY ${WORK}/full ${WORK}/trimmed)
run(${AR} x --output ${WORK}/full ${ARCHIVE})
file(GLOB object ${WORK}/full/*.o)
# All of the object is one constant; icupkg takes its name from the file's.
run(${OBJCOPY} -O binary --only-section=.rodata ${object} full/${NAME}.dat)
run(${ICUPKG} --list --outlist full/items full/${NAME}.dat)
file(STRINGS ${WORK}/full/items items)
list(FILTER items EXCLUDE REGEX "^(${used})$")
list(JOIN items "\n" items)
file(WRITE ${WORK}/full/unused.txt "${items}\n")
run(${ICUPKG} --remove full/unused.txt full/${NAME}.dat trimmed/${NAME}.dat)
file(REMOVE_RECURSE ${WORK}/full)
