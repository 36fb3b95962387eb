# Run at build time: -DOUT= -DVERSION= -DHEADERS= -DFRIENDS=. A version script for the linker: the
# shared library exports what its public headers declare, and to its friends what theirs do.
# Names of inline functions and of types come along; a script may name what is not there.
function(names out)
  set(found)
  foreach(header ${ARGN})
    file(READ ${header} code)
    string(REGEX REPLACE "/\\*([^*]|\\*+[^*/])*\\*+/" "" code "${code}")
    string(REPLACE ";" "|" code "${code}") # a list's own separator
    string(REGEX MATCHALL "cv_[a-z0-9_]+[(|]" uses "${code}")
    list(TRANSFORM uses REPLACE "[(|]$" "")
    list(APPEND found ${uses})
  endforeach()
  list(REMOVE_DUPLICATES found)
  list(SORT found)
  list(JOIN found ";\n    " found)
  set(${out} "${found};" PARENT_SCOPE)
endfunction()

names(public ${HEADERS})
set(script "${VERSION} {\nglobal:\n    ${public}\nlocal:\n    *;\n};\n")
if(FRIENDS)
  names(friends ${FRIENDS})
  string(APPEND script "${VERSION}_PRIVATE {\nglobal:\n    ${friends}\n};\n")
endif()
file(WRITE ${OUT} "${script}")
