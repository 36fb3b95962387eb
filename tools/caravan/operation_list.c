#include "operation_list.h"

#include "csv.h"
#include "message_view.h"
#include "post_field.h"

void operation_list_begin(struct operation_list *list, const struct run *run,
                          const struct operation *operation, const struct cv_method *method)
{
    const ProtobufCFieldDescriptor *rows = post_field(method->response, operation->rows);
    const char *heads[OPERATION_COLUMNS];

    *list = (struct operation_list){
        .operation = operation,
        .arena = run->arena,
        .json = run_option(run, "--json") != NULL,
        .csv = run_option(run, "--csv") != NULL,
    };
    table_init(&list->table, list->arena, text_of(operation->help));
    for (; list->columns < OPERATION_COLUMNS && operation->columns[list->columns].path != NULL;
         list->columns++) {
        const struct operation_column *column = &operation->columns[list->columns];

        heads[list->columns] = column->path;
        table_column(&list->table, text_of(column->head),
                     message_is_number(rows->descriptor, column->path));
    }
    if (list->json) {
        json_out_begin(&list->out);
        json_put_open(&list->out, operation->rows, '[');
    } else if (list->csv) {
        (void)fputs("\xef\xbb\xbf", stdout); /* by which spreadsheets know UTF-8 */
        csv_print(stdout, heads, list->columns);
    }
}

static void list_row(struct operation_list *list, const ProtobufCMessage *row)
{
    const char *cells[OPERATION_COLUMNS];

    if (list->json) {
        json_put_open(&list->out, NULL, '{');
        message_put_json(&list->out, row, list->arena);
        json_put_close(&list->out, '}');
        return;
    }
    for (size_t i = 0; i < list->columns; i++)
        cells[i] = message_text(row, list->operation->columns[i].path, !list->csv, list->arena);
    if (list->csv)
        csv_print(stdout, cells, list->columns);
    else
        table_row(&list->table, cells);
}

bool operation_list_end(struct operation_list *list)
{
    if (list->json) {
        json_put_close(&list->out, ']');
        return json_out_end(&list->out, stdout);
    }
    if (!list->csv)
        table_print(&list->table, stdout);
    return true;
}

void operation_list_page(struct operation_list *list, const ProtobufCMessage *page)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(page->descriptor, list->operation->rows);
    size_t count = *(const size_t *)(const void *)((const char *)page + field->quantifier_offset);
    ProtobufCMessage *const *rows =
        *(ProtobufCMessage *const *const *)(const void *)((const char *)page + field->offset);

    for (size_t i = 0; i < count; i++)
        list_row(list, rows[i]);
}

void operation_list_drop(struct operation_list *list)
{
    if (list->json)
        cv_buf_free(&list->out.text);
}
