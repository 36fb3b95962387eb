# From .proto files to a static library: messages by protoc-c, tables, handlers and stubs by
# protoc-gen-caravan. Generated code lives in build/<preset>/proto and gets no warnings flags.
find_program(CV_PROTOC protoc REQUIRED)
find_program(CV_PROTOC_GEN_C protoc-gen-c REQUIRED)
find_path(CV_PROTO_SYSTEM_DIR google/protobuf/compiler/plugin.proto REQUIRED)
set(CV_PROTO_OUT ${CMAKE_BINARY_DIR}/proto)

# cv_proto_library(name PROTOS a/b.proto ... [IMPORTS dirs...] [LIBS libraries...])
# PROTOS are named as other files import them: below proto/, a folder of IMPORTS, or where the
# system keeps google/protobuf. LIBS: the libraries that hold the files these ones import.
function(cv_proto_library name)
  cmake_parse_arguments(arg "" "" "PROTOS;IMPORTS;LIBS" ${ARGN})
  set(roots ${CMAKE_SOURCE_DIR}/proto ${arg_IMPORTS} ${CV_PROTO_SYSTEM_DIR})
  list(TRANSFORM roots PREPEND -I OUTPUT_VARIABLE flags)
  set(sources)
  foreach(proto ${arg_PROTOS})
    unset(source)
    find_file(source ${proto} PATHS ${roots} NO_CACHE NO_DEFAULT_PATH REQUIRED)
    string(REGEX REPLACE "\\.proto$" "" stem ${CV_PROTO_OUT}/${proto})
    get_filename_component(folder ${stem} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    # protoc-gen-caravan first: its refusals say what to do instead.
    add_custom_command(
      OUTPUT ${stem}.caravan.c ${stem}.caravan.h ${stem}.pb-c.c ${stem}.pb-c.h
      COMMAND ${CV_PROTOC} ${flags} --plugin=$<TARGET_FILE:protoc-gen-caravan>
              --caravan_out=${CV_PROTO_OUT} --c_out=${CV_PROTO_OUT}
              --dependency_out=${stem}.d ${proto}
      DEPENDS ${source} protoc-gen-caravan
      DEPFILE ${stem}.d
      COMMENT "Generating C for ${proto}"
      VERBATIM)
    list(APPEND sources ${stem}.caravan.c ${stem}.pb-c.c)
  endforeach()
  if(NOT sources)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.c "")
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.c)
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CV_PROTO_OUT} ${CMAKE_SOURCE_DIR}/common)
  target_link_libraries(${name} PUBLIC PkgConfig::PROTOBUF_C ${arg_LIBS})
endfunction()
