# .proto files of this tree. Generated code lives in build/<preset>/proto and is built without
# warnings.
set(CARAVAN_PROTO_DIR ${CMAKE_SOURCE_DIR}/proto)
include(CaravanProto)
set(CV_PROTOC ${CARAVAN_PROTOC})
set(CV_PROTO_SYSTEM_DIR ${CARAVAN_PROTO_SYSTEM_DIR})
set(CV_PROTO_OUT ${CMAKE_BINARY_DIR}/proto)

# cv_proto_library(name PROTOS a/b.proto ... [IMPORTS dirs...] [LIBS libraries...]): as
# caravan_proto_library(), with proto/ among the imports and one folder for all generated code
function(cv_proto_library name)
  cmake_parse_arguments(arg "" "" "PROTOS;IMPORTS;LIBS" ${ARGN})
  caravan_proto_library(${name} PROTOS ${arg_PROTOS} IMPORTS ${CARAVAN_PROTO_DIR} ${arg_IMPORTS}
    OUT ${CV_PROTO_OUT} LIBS PkgConfig::PROTOBUF_C ${arg_LIBS})
  target_compile_options(${name} PRIVATE ${CV_ANY_LINKER})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/common)
endfunction()
