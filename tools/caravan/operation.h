/* Commands for what people do every day: `caravan bag close b1 --count 12`. A noun is a command, a
 * verb a call of one method; which argument fills which field, and what a list shows, stands in
 * tables (operations_*.c).
 *
 * Thread   One.
 * Memory   Tables are static. */
#ifndef CARAVAN_OPERATION_H
#define CARAVAN_OPERATION_H

#include "client.h"
#include "form.h"

#define OPERATION_ARGUMENTS 14
#define OPERATION_CONSTANTS 2
#define OPERATION_COLUMNS   10

/* A word behind the verb, or an option, and the field it goes to. */
struct operation_argument {
    const char *name;   /* "BAG", or "--count" */
    const char *path;   /* of the field */
    enum post_kind how; /* TEXT, NAME, NUMBER, MASS, YES, WORD, TIME or DATE of form.h */
    /* Of a name: "hubs/@/bags/@". What stands for the first @ may be left out, and is then what
     * --hub or --corridor says. */
    const char *pattern;
    const char *offset; /* of a time: the field for minutes from UTC; or NULL */
    bool required;
};

struct operation_column {
    struct text head;
    const char *path; /* in a row, as message_text() takes it */
};

struct operation {
    const char *verb;
    struct text help;
    const struct cv_service_type *service;
    const char *method;
    struct operation_argument arguments[OPERATION_ARGUMENTS]; /* a NULL name ends them */
    struct {
        const char *path;
        int64_t value;
    } constants[OPERATION_CONSTANTS];
    const char *etag; /* a field that takes any version; or NULL */
    const char *mask; /* the one path of update_mask; or NULL */
    /* Of a list: the field with its rows, and what is shown of each. All pages are asked for. */
    const char *rows;
    struct operation_column columns[OPERATION_COLUMNS];
};

/* The run of such a command, and what its help says of its verbs. */
enum exit_code operation_run(struct run *run, const struct operation *operations);
void operations_print(const char *noun, const struct operation *operations, FILE *out);

/* Options that such commands have in common. */
#define OPERATION_OUTPUT                                                                           \
    {.name = "--json", .help = {"for programs: the fields of the API", "供程序使用：API 的字段"}}, \
    {                                                                                              \
        .name = "--csv", .help = { "of a list: for spreadsheet programs", "列表：供电子表格使用" } \
    }
#define OPERATION_FORMS OPERATION_OUTPUT, CLIENT_LOGISTICS

#endif
