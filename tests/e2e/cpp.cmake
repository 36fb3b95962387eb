# What we did not write: a client and a server from libgrpc++. They are never instrumented, because
# the library is not; a sanitizer watches our side, which is another process.
pkg_check_modules(GRPCPP IMPORTED_TARGET grpc++>=1.51 protobuf)
find_program(CV_GRPC_CPP_PLUGIN grpc_cpp_plugin)
if(NOT GRPCPP_FOUND OR NOT CV_GRPC_CPP_PLUGIN)
  message(FATAL_ERROR "The tests need libgrpc++-dev and protobuf-compiler-grpc: "
    "run tools/install-packages test, or configure with -DCV_TESTS=OFF to build without tests.")
endif()
enable_language(CXX)
set(CMAKE_CXX_STANDARD 17)
foreach(config DEBUG RELEASE RELWITHDEBINFO) # it compiles slowly enough without
  set(CMAKE_CXX_FLAGS_${config} -O0)
endforeach()
pkg_check_modules(PROTOBUF REQUIRED IMPORTED_TARGET protobuf)

set(cpp ${CMAKE_BINARY_DIR}/cpp)
file(MAKE_DIRECTORY ${cpp})
set(sources)
foreach(proto judge/v1/judge google/rpc/status google/rpc/error_details grpc/health/v1/health
    grpc/reflection/v1/reflection grpc/reflection/v1alpha/reflection)
  set(made ${cpp}/${proto}.pb.cc ${cpp}/${proto}.pb.h)
  set(with_services)
  if(NOT proto MATCHES "^google/")
    list(APPEND made ${cpp}/${proto}.grpc.pb.cc ${cpp}/${proto}.grpc.pb.h)
    set(with_services --plugin=protoc-gen-grpc=${CV_GRPC_CPP_PLUGIN} --grpc_out=${cpp})
  endif()
  set(from ${CMAKE_SOURCE_DIR}/proto)
  if(proto MATCHES "^judge/")
    set(from ${CMAKE_SOURCE_DIR}/tests/support/proto)
  endif()
  add_custom_command(OUTPUT ${made}
    COMMAND ${CV_PROTOC} -I${from} -I${CMAKE_SOURCE_DIR}/proto -I${CV_PROTO_SYSTEM_DIR}
            --cpp_out=${cpp} ${with_services} ${proto}.proto
    DEPENDS ${from}/${proto}.proto COMMENT "Generating C++ for ${proto}.proto" VERBATIM)
  list(APPEND sources ${made})
endforeach()

# cv_foreign(target): C++ at the compiler's own warnings, without what the C side is built with
function(cv_foreign target)
  set_target_properties(${target} PROPERTIES COMPILE_OPTIONS "" LINK_OPTIONS ""
    COMPILE_DEFINITIONS "" RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
endfunction()

add_library(cv_cpp_proto STATIC ${sources})
cv_foreign(cv_cpp_proto)
target_include_directories(cv_cpp_proto SYSTEM PUBLIC ${cpp})
target_link_libraries(cv_cpp_proto PUBLIC PkgConfig::GRPCPP PkgConfig::PROTOBUF Threads::Threads)

add_executable(judge_client judge_client.cc judge_client_calls.cc judge_client_services.cc
  judge_client_load.cc judge_support.cc)
cv_foreign(judge_client)
target_compile_options(judge_client PRIVATE -Wall -Wextra -Werror)
target_link_libraries(judge_client PRIVATE cv_cpp_proto)

add_executable(judge_steady judge_steady.cc)
cv_foreign(judge_steady)
target_compile_options(judge_steady PRIVATE -Wall -Wextra -Werror)
target_link_libraries(judge_steady PRIVATE cv_cpp_proto)

# The other way round: a server of theirs, with reflection of theirs, in front of our channel.
find_library(CV_GRPCPP_REFLECTION grpc++_reflection REQUIRED)
add_executable(judge_foreign_server judge_foreign_server.cc)
cv_foreign(judge_foreign_server)
target_compile_options(judge_foreign_server PRIVATE -Wall -Wextra -Werror)
target_link_libraries(judge_foreign_server PRIVATE ${CV_GRPCPP_REFLECTION} cv_cpp_proto)
