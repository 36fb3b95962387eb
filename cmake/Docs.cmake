# The API reference: cmake --build build/release --target docs, then build/release/docs/html.
set(docs ${CMAKE_BINARY_DIR}/docs)
file(MAKE_DIRECTORY ${docs})
list(TRANSFORM CV_PUBLIC_HEADERS PREPEND ${CMAKE_SOURCE_DIR}/common/ OUTPUT_VARIABLE headers)
list(TRANSFORM CV_PUBLIC_STORE_HEADERS PREPEND ${CMAKE_SOURCE_DIR}/common/
  OUTPUT_VARIABLE store_headers)
list(JOIN headers " " headers)
list(JOIN store_headers " " store_headers)
file(WRITE ${docs}/Doxyfile
  "@INCLUDE = ${CMAKE_SOURCE_DIR}/docs/Doxyfile
PROJECT_NUMBER = ${PROJECT_VERSION}
INPUT = ${CMAKE_SOURCE_DIR}/docs/reference.md ${headers} ${store_headers}
USE_MDFILE_AS_MAINPAGE = ${CMAKE_SOURCE_DIR}/docs/reference.md
STRIP_FROM_PATH = ${CMAKE_SOURCE_DIR}/common
FILTER_PATTERNS = *.h=${CMAKE_SOURCE_DIR}/docs/doxygen-filter
OUTPUT_DIRECTORY = ${docs}
")
find_program(CV_DOXYGEN doxygen)
add_custom_target(docs COMMAND ${CV_DOXYGEN} ${docs}/Doxyfile VERBATIM)
