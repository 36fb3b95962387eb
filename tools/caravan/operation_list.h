/* Rows of the API, page after page, as one list: a table, CSV or JSON.
 *
 * Memory   Rows are borrowed until the end. */
#ifndef CARAVAN_OPERATION_LIST_H
#define CARAVAN_OPERATION_LIST_H

#include "json_put.h"
#include "operation.h"
#include "rpc/method.h"
#include "table.h"

struct operation_list {
    const struct operation *operation; /* all of it is private */
    struct cv_arena *arena;
    bool json;
    bool csv;
    size_t columns;
    struct table table;
    struct json_out out;
};

void operation_list_begin(struct operation_list *list, const struct run *run,
                          const struct operation *operation, const struct cv_method *method);
void operation_list_page(struct operation_list *list, const ProtobufCMessage *page);
/* Either print what has not been printed yet, false for out of memory; or give up. */
bool operation_list_end(struct operation_list *list);
void operation_list_drop(struct operation_list *list);

#endif
