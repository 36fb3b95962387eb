# cv_embed_sql(target symbol folder): the folder's NNNN_*.sql, in order, as `const struct
# cv_migration symbol[]`, compiled into the target. Comment lines are left out, so they may be
# improved later; statements may not, and the store refuses to start when one was.
function(cv_embed_sql target symbol folder)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.sql)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DSYMBOL=${symbol} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedSqlScript.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/EmbedSqlScript.cmake
    COMMENT "Embedding ${folder} as ${symbol}"
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
