# From .proto files to a static library: messages by protoc-c, tables, handlers and stubs by
# protoc-gen-caravan. Installed with the CMake package; the build of Caravan itself uses it, too.
find_program(CARAVAN_PROTOC protoc REQUIRED)
find_program(CARAVAN_PROTOC_GEN_C protoc-gen-c REQUIRED)
find_path(CARAVAN_PROTO_SYSTEM_DIR google/protobuf/descriptor.proto REQUIRED)

# caravan_proto_library(name PROTOS a/b.proto ... [IMPORTS dirs...] [OUT dir] [LIBS libraries...])
# PROTOS are named as other files import them: below a folder of IMPORTS (by default the current
# source folder), in what Caravan brings, or where the system keeps google/protobuf. C goes to OUT,
# by default a folder of the build. LIBS: libraries that hold the files these ones import.
function(caravan_proto_library name)
  cmake_parse_arguments(arg "" "OUT" "PROTOS;IMPORTS;LIBS" ${ARGN})
  if(NOT arg_IMPORTS)
    set(arg_IMPORTS ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  if(NOT arg_OUT)
    set(arg_OUT ${CMAKE_CURRENT_BINARY_DIR}/${name})
  endif()
  set(roots ${arg_IMPORTS} ${CARAVAN_PROTO_DIR} ${CARAVAN_PROTO_SYSTEM_DIR})
  list(TRANSFORM roots PREPEND -I OUTPUT_VARIABLE flags)
  set(sources)
  foreach(proto ${arg_PROTOS})
    unset(source)
    find_file(source ${proto} PATHS ${roots} NO_CACHE NO_DEFAULT_PATH REQUIRED)
    string(REGEX REPLACE "\\.proto$" "" stem ${arg_OUT}/${proto})
    get_filename_component(folder ${stem} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    # protoc-gen-caravan first: its refusals say what to do instead.
    add_custom_command(
      OUTPUT ${stem}.caravan.c ${stem}.caravan.h ${stem}.pb-c.c ${stem}.pb-c.h
      COMMAND ${CARAVAN_PROTOC} ${flags} --plugin=$<TARGET_FILE:Caravan::protoc-gen-caravan>
              --caravan_out=${arg_OUT} --c_out=${arg_OUT}
              --dependency_out=${stem}.d ${proto}
      DEPENDS ${source} Caravan::protoc-gen-caravan
      DEPFILE ${stem}.d
      COMMENT "Generating C for ${proto}"
      VERBATIM)
    list(APPEND sources ${stem}.caravan.c ${stem}.pb-c.c)
  endforeach()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${arg_OUT})
  target_link_libraries(${name} PUBLIC ${arg_LIBS})
  if(TARGET Caravan::caravan)
    target_link_libraries(${name} PUBLIC Caravan::protos)
  endif()
endfunction()
