# What `cmake --install` gives to somebody else's program: three libraries, shared and static, their
# headers, pkg-config files, a CMake package, and the generator.
#
#   caravan        gRPC: base, net, rpc, app
#   caravan-store  the store and services that keep things; needs caravan, and SQLite
#   caravan-metrics what a service counts, served for Prometheus; needs caravan, and
#                  loads libmicrohttpd when it is asked to
#   caravan-protos google.protobuf.*, google.rpc.*, google.type.Date and the standard services of
#                  gRPC as C, static: for programs whose .proto files import them
#
# Below are the public headers. What is not named is not installed and not exported; a name taken
# out is a change for every user. Headers named here include no others (tests/install).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(CV_PUBLIC_HEADERS
  app/app.h app/check.h app/client.h app/date.h app/health.h app/name.h app/page.h
  app/peer.h app/reflection.h app/wire.h
  base/arena.h base/assert.h base/buf.h base/clock.h base/identity.h base/list.h base/log.h
  base/metric.h base/random.h base/scope.h base/status.h base/trace.h base/uuid.h
  net/address.h net/loop.h net/stream.h net/timer.h net/tls.h net/wake.h
  rpc/call.h rpc/channel.h rpc/codec.h rpc/compression.h rpc/credentials.h rpc/interceptor.h
  rpc/keepalive.h rpc/metadata.h rpc/method.h rpc/raw.h rpc/server.h)
set(CV_PUBLIC_STORE_HEADERS app/store.h app/unit.h app/upkeep.h store/once.h store/store.h)
set(CV_PUBLIC_METRICS_HEADERS app/metrics.h)
# Not installed, yet exported under a version of their own: the other libraries stand on them.
set(CV_FRIEND_HEADERS base/fault.h base/hash.h net/socket.h)

set(CV_SOVERSION 0) # of the interface: the same number means that programs need no new build

# cv_third_party(out parts...): PkgConfig:: and Threads:: targets that these link, without repeats
function(cv_third_party out)
  set(found)
  foreach(part ${ARGN})
    get_target_property(libs ${part} LINK_LIBRARIES)
    foreach(lib ${libs})
      if(lib MATCHES "^(PkgConfig|Threads)::")
        list(APPEND found ${lib})
      elseif(NOT lib MATCHES "^cv_")
        message(FATAL_ERROR "${part} links ${lib}, and cmake/Install.cmake cannot say to users "
          "what that is: take it by pkg_check_modules(... IMPORTED_TARGET ...)")
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES found)
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# cv_objects(out parts...): what these were compiled to
function(cv_objects out)
  list(TRANSFORM ARGN REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
  set(${out} ${objects} PARENT_SCOPE)
endfunction()

# cv_plain_archive(target): without what only this very compiler can read (link-time optimisation)
function(cv_plain_archive target)
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C
    ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  if(CMAKE_INTERPROCEDURAL_OPTIMIZATION)
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
      COMMAND ${CMAKE_OBJCOPY} --wildcard --remove-section=.gnu.lto_*
              --remove-section=.gnu.debuglto_* $<TARGET_FILE:${target}>)
  endif()
endfunction()

# cv_product(name PARTS targets... HEADERS headers... [FRIENDS headers...] [NEEDS product]): the
# shared and the static library of this name, their headers and their pkg-config file
function(cv_product name)
  cmake_parse_arguments(arg "" "SUMMARY;NEEDS" "PARTS;HEADERS;FRIENDS" ${ARGN})
  cv_third_party(third ${arg_PARTS})
  cv_objects(objects ${arg_PARTS})
  set(public)
  if(PkgConfig::PROTOBUF_C IN_LIST third) # messages of a service are protobuf-c messages
    set(public PkgConfig::PROTOBUF_C)
    list(REMOVE_ITEM third PkgConfig::PROTOBUF_C)
  endif()

  list(TRANSFORM arg_HEADERS PREPEND ${CMAKE_SOURCE_DIR}/common/ OUTPUT_VARIABLE headers)
  list(TRANSFORM arg_FRIENDS PREPEND ${CMAKE_SOURCE_DIR}/common/ OUTPUT_VARIABLE friends)
  set(exports ${CMAKE_BINARY_DIR}/lib/${name}.exports)
  add_custom_command(OUTPUT ${exports} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DOUT=${exports} -DVERSION=CARAVAN_${CV_SOVERSION}
            "-DHEADERS=${headers}" "-DFRIENDS=${friends}"
            -P ${CMAKE_SOURCE_DIR}/cmake/ExportsScript.cmake
    DEPENDS ${headers} ${friends} ${CMAKE_SOURCE_DIR}/cmake/ExportsScript.cmake)
  add_custom_target(${name}_exports DEPENDS ${exports})

  add_library(${name}_shared SHARED ${objects})
  add_dependencies(${name}_shared ${name}_exports)
  set_target_properties(${name}_shared PROPERTIES LINKER_LANGUAGE C LINK_DEPENDS ${exports}
    OUTPUT_NAME ${name} EXPORT_NAME ${name} VERSION ${PROJECT_VERSION} SOVERSION ${CV_SOVERSION}
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  target_link_options(${name}_shared PRIVATE
    -Wl,--version-script=${exports},-z,defs,-Bsymbolic-functions)
  target_link_libraries(${name}_shared PRIVATE ${third} PUBLIC ${public})

  add_library(${name}_static STATIC ${objects})
  cv_plain_archive(${name}_static)
  set_target_properties(${name}_static PROPERTIES OUTPUT_NAME ${name} EXPORT_NAME ${name}-static)
  target_link_libraries(${name}_static PRIVATE ${third} PUBLIC ${public})

  if(arg_NEEDS)
    target_link_libraries(${name}_shared PUBLIC ${arg_NEEDS}_shared)
    target_link_libraries(${name}_static PUBLIC ${arg_NEEDS}_static)
  endif()
  foreach(kind shared static)
    target_include_directories(${name}_${kind} INTERFACE
      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/caravan>)
    install(TARGETS ${name}_${kind} EXPORT CaravanTargets)
    add_dependencies(installed ${name}_${kind})
  endforeach()
  foreach(header ${arg_HEADERS})
    get_filename_component(folder ${header} DIRECTORY)
    install(FILES ${CMAKE_SOURCE_DIR}/common/${header}
      DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/caravan/${folder})
  endforeach()
  cv_pkg_config(${name} "${arg_SUMMARY}" "${arg_NEEDS}" "${public}" "${third}")
endfunction()

# The pkg-config file says where it lies, so that an installed tree may be moved.
function(cv_pkg_config NAME SUMMARY needs public third)
  file(RELATIVE_PATH UP /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  string(REGEX REPLACE "/$" "" UP ${UP})
  set(REQUIRES ${needs})
  set(REQUIRES_PRIVATE)
  foreach(lib ${public})
    string(REPLACE PkgConfig:: "" key ${lib})
    list(APPEND REQUIRES ${${key}_MODULE_NAME})
  endforeach()
  list(REMOVE_ITEM third Threads::Threads) # -pthread, in the file itself
  foreach(lib ${third})
    string(REPLACE PkgConfig:: "" key ${lib})
    set(module ${${key}_MODULE_NAME})
    # Where a library's static form has a name of its own (Debian's libuv), that one always links.
    pkg_check_modules(${key}_STATIC_FORM QUIET ${module}-static)
    if(${key}_STATIC_FORM_FOUND)
      set(module ${module}-static)
    endif()
    list(APPEND REQUIRES_PRIVATE ${module})
  endforeach()
  list(JOIN REQUIRES ", " REQUIRES)
  list(JOIN REQUIRES_PRIVATE ", " REQUIRES_PRIVATE)
  set(LIBS -l${NAME})
  if(NAME STREQUAL caravan)
    set(LIBS "-lcaravan-protos -lcaravan")
  endif()
  configure_file(${CMAKE_SOURCE_DIR}/cmake/package/caravan.pc.in
    ${CMAKE_BINARY_DIR}/lib/pkgconfig/${NAME}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/lib/pkgconfig/${NAME}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

# Everything that is installed, and nothing else: cmake --build build/release --target installed
add_custom_target(installed)

cv_product(caravan SUMMARY "gRPC for plain C, server and client"
  PARTS cv_base cv_net cv_rpc cv_app cv_proto_grpc cv_proto_google cv_proto_opentelemetry
  HEADERS ${CV_PUBLIC_HEADERS} FRIENDS ${CV_FRIEND_HEADERS})
cv_product(caravan-store SUMMARY "a durable store for services on Caravan" NEEDS caravan
  PARTS cv_store cv_app_store HEADERS ${CV_PUBLIC_STORE_HEADERS})
cv_product(caravan-metrics SUMMARY "metrics of a service on Caravan, for Prometheus" NEEDS caravan
  PARTS cv_app_metrics HEADERS ${CV_PUBLIC_METRICS_HEADERS})

# ---- messages that other people's .proto files import ----
cv_objects(objects cv_proto_google cv_proto_grpc)
add_library(caravan-protos STATIC ${objects})
cv_plain_archive(caravan-protos)
set_target_properties(caravan-protos PROPERTIES EXPORT_NAME protos)
target_link_libraries(caravan-protos PUBLIC caravan_shared)
install(TARGETS caravan-protos EXPORT CaravanTargets)
install(DIRECTORY ${CV_PROTO_OUT}/google ${CV_PROTO_OUT}/grpc
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/caravan FILES_MATCHING PATTERN "*.h")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/proto/google ${CMAKE_SOURCE_DIR}/proto/grpc
  DESTINATION ${CMAKE_INSTALL_DATADIR}/caravan/proto FILES_MATCHING PATTERN "*.proto")

# ---- programs ----
install(TARGETS protoc-gen-caravan EXPORT CaravanTargets)
install(TARGETS caravan)
add_dependencies(installed caravan-protos protoc-gen-caravan caravan)

# ---- find_package(Caravan) ----
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Caravan)
cv_third_party(third cv_base cv_net cv_rpc cv_app cv_store cv_app_store)
set(FIND_THIRD_PARTY)
foreach(lib ${third})
  if(lib MATCHES "^PkgConfig::(.+)")
    string(APPEND FIND_THIRD_PARTY "pkg_check_modules(${CMAKE_MATCH_1} QUIET IMPORTED_TARGET "
      "${${CMAKE_MATCH_1}_MODULE_NAME})\n")
  endif()
endforeach()
configure_package_config_file(cmake/package/CaravanConfig.cmake.in
  ${CMAKE_BINARY_DIR}/lib/CaravanConfig.cmake INSTALL_DESTINATION ${package}
  PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/lib/CaravanConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(EXPORT CaravanTargets NAMESPACE Caravan:: DESTINATION ${package})
install(FILES ${CMAKE_BINARY_DIR}/lib/CaravanConfig.cmake
  ${CMAKE_BINARY_DIR}/lib/CaravanConfigVersion.cmake cmake/CaravanProto.cmake
  DESTINATION ${package})
