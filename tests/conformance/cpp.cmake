# interop-cpp: a peer on libgrpc++, for the interop cases that grpc-go has not. It is not
# instrumented, since the library is not. Where Debian's packages for it are missing there is none,
# and the suite says so.
pkg_check_modules(GRPCPP IMPORTED_TARGET grpc++>=1.51 protobuf) # asked as elsewhere: it is slow
find_program(CV_GRPC_CPP_PLUGIN grpc_cpp_plugin)
if(NOT GRPCPP_FOUND OR NOT CV_GRPC_CPP_PLUGIN)
  return()
endif()
enable_language(CXX)
foreach(config DEBUG RELEASE RELWITHDEBINFO) # the same under every preset, for who has a ccache
  set(CMAKE_CXX_FLAGS_${config} -O0)
endforeach()

set(cpp ${CMAKE_CURRENT_BINARY_DIR}/cpp)
file(MAKE_DIRECTORY ${cpp})
set(made ${cpp}/grpc/testing/test.pb.cc ${cpp}/grpc/testing/test.pb.h
  ${cpp}/grpc/testing/test.grpc.pb.cc ${cpp}/grpc/testing/test.grpc.pb.h)
add_custom_command(OUTPUT ${made}
  COMMAND ${CV_PROTOC} -I${CMAKE_CURRENT_SOURCE_DIR}/proto --cpp_out=${cpp}
          --plugin=protoc-gen-grpc=${CV_GRPC_CPP_PLUGIN} --grpc_out=${cpp} grpc/testing/test.proto
  DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/proto/grpc/testing/test.proto VERBATIM)
add_executable(interop-cpp interop/peer.cc ${made})
set_target_properties(interop-cpp PROPERTIES COMPILE_OPTIONS "" LINK_OPTIONS ""
  COMPILE_DEFINITIONS "" CXX_STANDARD 17 INTERPROCEDURAL_OPTIMIZATION OFF)
target_include_directories(interop-cpp SYSTEM PRIVATE ${cpp})
target_link_libraries(interop-cpp PRIVATE PkgConfig::GRPCPP Threads::Threads)
add_dependencies(conformance_programs interop-cpp)
