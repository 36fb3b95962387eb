# Warnings and hardening for our own code (generated code gets neither warnings nor tidy).
# Hardening: the OpenSSF compiler guide, as far as GCC 12 has the flags.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)

add_library(cv_compile_options INTERFACE)
target_compile_options(cv_compile_options INTERFACE
  -Wall -Wextra -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
  -Wno-missing-field-initializers # what a row of a table leaves out is zero, and meant to be
  -Wmissing-prototypes -Wold-style-definition -Wimplicit-fallthrough -Wundef -Wvla -Wwrite-strings
  -Werror=format-security -Werror=implicit -Werror=incompatible-pointer-types
  -Werror=int-conversion)
if(CV_WERROR)
  target_compile_options(cv_compile_options INTERFACE -Werror)
endif()
foreach(flag -Wtrampolines -Wbidi-chars=any -Wlogical-op -Wduplicated-cond)
  string(MAKE_C_IDENTIFIER "has${flag}" probe)
  check_c_compiler_flag(${flag} ${probe})
  if(${probe})
    target_compile_options(cv_compile_options INTERFACE ${flag})
  endif()
endforeach()

add_compile_options(-g -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing
  -fno-omit-frame-pointer)
if(CV_SANITIZE)
  add_compile_options(-fsanitize=${CV_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CV_SANITIZE})
else()
  foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
      -ftrivial-auto-var-init=zero)
    string(MAKE_C_IDENTIFIER "has${flag}" probe)
    check_c_compiler_flag(${flag} ${probe})
    if(${probe})
      add_compile_options(${flag})
    endif()
  endforeach()
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  endif()
  add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>
    -Wl,-z,noexecstack,-z,relro,-z,now,--as-needed)
endif()
if(CMAKE_C_COMPILER_ID STREQUAL "Clang")
  check_linker_flag(C -fuse-ld=lld has_lld)
endif()
if(has_lld) # three hundred programs are linked for the tests: a quarter of the time
  add_link_options($<$<LINK_LANGUAGE:C>:-fuse-ld=lld>)
else() # all relocations of a program are read once, and stay in its memory: packed, a tenth
  check_linker_flag(C -Wl,-z,pack-relative-relocs has_packed_relocations)
  if(has_packed_relocations)
    add_link_options(-Wl,-z,pack-relative-relocs)
  endif()
endif()
if(CV_FAULTS)
  add_compile_definitions(CV_FAULT_POINTS)
endif()
add_compile_definitions(_GNU_SOURCE)

# What is installed as a static library must hold code for any linker, not for this compiler's
# link-time optimisation alone.
set(CV_ANY_LINKER)
if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
  set(CV_ANY_LINKER -ffat-lto-objects)
endif()

# cv_library(name [SOURCES files...] [WITHOUT files...] [PUBLIC libs...] [PRIVATE libs...]): one
# folder of common/, or what is named of it, or all of it but what is named; a static library
function(cv_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;WITHOUT;PUBLIC;PRIVATE" ${ARGN})
  set(sources ${arg_SOURCES})
  if(NOT sources)
    file(GLOB sources CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}
      ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
  endif()
  list(REMOVE_ITEM sources ${arg_WITHOUT})
  if(NOT sources)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/empty.c "")
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.c)
  endif()
  add_library(${name} STATIC ${sources})
  target_compile_options(${name} PRIVATE ${CV_ANY_LINKER})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/common)
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE cv_compile_options ${arg_PRIVATE})
endfunction()
