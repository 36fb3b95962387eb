/* What the makers of all kinds of rows have in common (record.c, record_counted.c). */
#ifndef CARAVAN_RECORD_PARTS_H
#define CARAVAN_RECORD_PARTS_H

#include "record.h"

#define REFERENCE_MAX 100
#define CASE(name)    CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_##name

/* A message of the arena; NULL is complained about. MAKE(reader, partner) */
void *record_message(struct reader *reader, const ProtobufCMessageDescriptor *type);
#define MAKE(reader, type) record_message(reader, &caravan__projects__v1__##type##__descriptor)

/* For a good row without an id: one from its content. The currency counts for nothing in it, so
 * that a heading that begins to name it makes no new rows of old ones. */
void record_give_id(struct batch *batch, struct reader *reader, const void *request, char **id,
                    Caravan__Common__V1__Money *amount);
/* The name of the project whose id stands in the column, where there must be one. */
char *record_project(struct batch *batch, struct reader *reader, size_t column);

/* Rows of what is counted: indicators, their observations, targets and results. */
void record_make_counted(struct batch *batch, struct reader *reader,
                         Caravan__Projects__V1__ImportRow *row);

#endif
