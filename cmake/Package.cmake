# The Debian package of the whole: the services, the client program, units, settings. Not part of
# `cmake --install`, which is for programmers. make deb
include(GNUInstallDirs)

set(debian ${CMAKE_SOURCE_DIR}/deploy/debian)
set(parts COMPONENT package EXCLUDE_FROM_ALL)
install(TARGETS caravan caravan-projects caravan-logistics caravan-training
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} ${parts})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/deploy/systemd/ DESTINATION /lib/systemd/system ${parts}
  FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
install(FILES ${debian}/projects.conf ${debian}/logistics.conf ${debian}/training.conf
  DESTINATION /etc/caravan ${parts})
install(DIRECTORY DESTINATION /etc/caravan/keys ${parts}
  DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
set(doc ${CMAKE_INSTALL_DATADIR}/doc/caravan)
install(FILES ${debian}/copyright ${CMAKE_SOURCE_DIR}/docs/deployment.md DESTINATION ${doc}
  ${parts})
install(FILES ${debian}/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides
  RENAME caravan ${parts})
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/deb)
foreach(from ${debian}/changelog ${CMAKE_SOURCE_DIR}/CHANGELOG.md)
  set(to changelog.gz)
  if(from MATCHES debian)
    set(to changelog.Debian.gz)
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${from})
  execute_process(COMMAND gzip -9nc ${from} OUTPUT_FILE ${CMAKE_BINARY_DIR}/deb/${to}
    COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${CMAKE_BINARY_DIR}/deb/${to} DESTINATION ${doc} ${parts})
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME caravan)
set(CPACK_PACKAGE_VENDOR Caravan)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "back office of a regional cooperation programme")
set(CPACK_PACKAGE_DESCRIPTION
  "Three gRPC services and their client program: projects and their money,
goods trains, parcels and sales, people and courses. Each keeps its records
in one SQLite file.")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/deb)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL package)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # cpack would build everything
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The authors of Caravan <caravan@localhost>")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libmicrohttpd12) # loaded with --metrics only
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
