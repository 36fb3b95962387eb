#include "post.h"

#include "base/assert.h"
#include "caravan/common/v1/money.pb-c.h"
#include "cell.h"
#include "enum_word.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "google/type/date.pb-c.h"
#include "post_cell.h"
#include "post_field.h"
#include "post_go_on.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>

#define INTEGER_MAX INT64_C(1000000000000000)
#define PARTS_MAX   4 /* ids of one name */
#define TEXT_MAX    200

const struct cv_method *post_method(const struct cv_service_type *service, const char *name)
{
    for (size_t i = 0; i < service->method_count; i++) {
        if (strcmp(service->methods[i].name, name) == 0)
            return &service->methods[i];
    }
    return NULL;
}

/* ---- one cell ---- */

struct making {
    const char *programme;
    struct post_writer writer;
    struct reader reader;
    struct post_row *row;
};

static const char *path_of(const struct making *making, size_t column)
{
    return making->reader.sheet->form->columns[column].field;
}

static const char *cell_of(const struct making *making, size_t column)
{
    return making->reader.row->cells[column];
}

static const char *brackets_of(const struct making *making, size_t column)
{
    return making->reader.sheet->columns[column].brackets;
}

static void want(struct making *making, size_t column, bool kept)
{
    if (!kept)
        reader_complain(&making->reader, column, NULL);
}

/* "yw-vte/x9101" into "corridors/@/trips/@". */
static const char *make_name(struct making *making, size_t column, const char *pattern)
{
    struct cv_arena *arena = making->writer.arena;
    char *text = cell_plain(cell_of(making, column), arena);
    const char *name = "";

    for (const char *at = pattern; text != NULL && name != NULL && *at != '\0';) {
        size_t plain = strcspn(at, "@^");
        char *slash = strchr(text, '/');
        const char *id = "";
        const char *wrong = NULL;

        if (at[plain] == '^') {
            id = making->programme;
        } else if (at[plain] == '@') {
            bool last = strchr(at + plain + 1, '@') == NULL;

            if (last != (slash == NULL))
                wrong = cv_arena_printf(arena,
                                        T("must be ids as in %s, with / between them",
                                          "必须是形如 %s 的编号，以 / 分隔"),
                                        pattern);
            if (slash != NULL)
                *slash = '\0';
            if (wrong == NULL)
                wrong = cell_id(text, arena, &id);
            if (wrong != NULL) {
                reader_complain(&making->reader, column, wrong);
                return NULL;
            }
            text = slash == NULL ? text + strlen(text) : slash + 1;
        }
        name = cv_arena_printf(arena, "%s%.*s%s", name, (int)plain, at, id);
        at += plain + (at[plain] != '\0');
    }
    want(making, column, text != NULL && name != NULL);
    return name;
}

static const char *enum_words(const ProtobufCEnumDescriptor *type, struct cv_arena *arena)
{
    const char *list = "";

    for (unsigned i = 0; list != NULL && i < type->n_values; i++) {
        if (type->values[i].value != 0)
            list = cv_arena_printf(arena, "%s%s%s", list, *list == '\0' ? "" : T(", ", "、"),
                                   enum_word(type, type->values[i].value));
    }
    return list;
}

/* False: complained. */
static bool find_enum(struct making *making, size_t column, const ProtobufCEnumDescriptor *type,
                      const char *word, size_t len, int *value)
{
    struct cv_arena *arena = making->writer.arena;
    const char *list;

    if (enum_read(type, word, len, value))
        return true;
    list = enum_words(type, arena);
    reader_complain(
        &making->reader, column,
        list == NULL ? NULL
                     : cv_arena_printf(arena, T("must be one of %s", "必须是下列之一：%s"), list));
    return false;
}

static const struct post_word *find_word(const struct post_word *words, const char *text)
{
    for (; words != NULL && words->value != NULL; words++) {
        if (enum_same_word(text, strlen(text), words->value) ||
            (words->name.en != NULL && strcasecmp(text, words->name.en) == 0) ||
            (words->name.zh != NULL && strcmp(text, words->name.zh) == 0))
            return words;
    }
    return NULL;
}

static void make_word(struct making *making, size_t column, const ProtobufCFieldDescriptor *field)
{
    char *text = cell_plain(cell_of(making, column), making->writer.arena);
    const struct post_word *word =
        text == NULL ? NULL
                     : find_word(making->reader.sheet->form->columns[column].post.words, text);
    int value;

    if (text == NULL) {
        reader_complain(&making->reader, column, NULL);
        return;
    }
    if (word != NULL)
        text = (char *)(uintptr_t)word->value;
    if (field != NULL && find_enum(making, column, field->descriptor, text, strlen(text), &value))
        want(making, column, post_set_integer(&making->writer, path_of(making, column), value));
}

static void add_word(struct making *making, size_t column, const ProtobufCFieldDescriptor *field,
                     const char *word, size_t len)
{
    const char *path = path_of(making, column);
    int value;

    if (field->type == PROTOBUF_C_TYPE_STRING) {
        const char *own = cv_arena_printf(making->writer.arena, "%.*s", (int)len, word);

        want(making, column, own != NULL && post_add_text(&making->writer, path, own));
    } else if (find_enum(making, column, field->descriptor, word, len, &value)) {
        want(making, column, post_add_enum(&making->writer, path, value));
    }
}

static void make_words(struct making *making, size_t column, const ProtobufCFieldDescriptor *field)
{
    const char *text = cell_plain(cell_of(making, column), making->writer.arena);

    want(making, column, text != NULL);
    while (text != NULL && *text != '\0') {
        size_t len = cell_word_end(text);

        if (len > 0)
            add_word(making, column, field, text, len);
        text += len;
        text += cell_word_gap(text);
    }
}

static void make_time(struct making *making, size_t column, const ProtobufCFieldDescriptor *field)
{
    const char *offset = making->reader.sheet->form->columns[column].post.offset;
    struct cell_time time = {0};
    const char *wrong = cell_time(cell_of(making, column), brackets_of(making, column),
                                  making->writer.arena, &time);
    ProtobufCMessage *stamp;

    if (wrong != NULL) {
        reader_complain(&making->reader, column, wrong);
        return;
    }
    if (making->row->time_us == 0) /* of several rows, the first */
        making->row->time_us = time.seconds * 1000000;
    if (field == NULL)
        return;
    stamp = post_message(&google__protobuf__timestamp__descriptor, making->writer.arena);
    if (stamp != NULL)
        ((Google__Protobuf__Timestamp *)stamp)->seconds = time.seconds;
    want(making, column,
         stamp != NULL && post_set_message(&making->writer, path_of(making, column), stamp));
    if (offset != NULL && post_field(making->writer.message->descriptor, offset) != NULL)
        want(making, column, post_set_integer(&making->writer, offset, time.offset_minutes));
}

static void make_mass(struct making *making, size_t column)
{
    int64_t grams = 0;
    const char *wrong = cell_mass(cell_of(making, column), brackets_of(making, column),
                                  making->writer.arena, &grams);

    if (wrong != NULL)
        reader_complain(&making->reader, column, wrong);
    else
        want(making, column, post_set_integer(&making->writer, path_of(making, column), grams));
}

static void make_quantity(struct making *making, size_t column)
{
    const char *unit = "";
    int64_t milli = 0;
    const char *wrong = cell_quantity(cell_of(making, column), brackets_of(making, column),
                                      making->writer.arena, &milli, &unit);

    if (wrong != NULL) {
        reader_complain(&making->reader, column, wrong);
        return;
    }
    want(making, column, post_set_integer(&making->writer, path_of(making, column), milli));
    if (*unit != '\0')
        want(making, column,
             post_set_text(&making->writer,
                           making->reader.sheet->form->columns[column].post.pattern, unit));
}

static void make_id(struct making *making, size_t column)
{
    const struct form_column *how = &making->reader.sheet->form->columns[column];
    char *text = cell_plain(cell_of(making, column), making->writer.arena);
    const struct post_word *word = text == NULL ? NULL : find_word(how->post.words, text);

    want(making, column,
         post_set_text(&making->writer, how->field,
                       word != NULL ? word->value
                                    : reader_id(&making->reader, column, how->required)));
}

static void make_of_reader(struct making *making, size_t column)
{
    struct reader *reader = &making->reader;
    struct post_writer *writer = &making->writer;
    const char *path = path_of(making, column);
    bool required = reader->sheet->form->columns[column].required;
    Caravan__Common__V1__Money *money;
    Google__Type__Date *date;

    switch (making->reader.sheet->form->columns[column].post.kind) {
    case POST_ID:
        make_id(making, column);
        break;
    case POST_NUMBER:
        want(making, column,
             post_set_integer(writer, path, reader_integer(reader, column, 0, INTEGER_MAX)));
        break;
    case POST_HUNDREDTHS:
        want(making, column,
             post_set_integer(writer, path, reader_count(reader, column, 2, required)));
        break;
    case POST_YES:
        want(making, column, post_set_integer(writer, path, reader_yes(reader, column)));
        break;
    case POST_DATE:
        date = reader_date(reader, column, required);
        want(making, column, date == NULL || post_set_message(writer, path, &date->base));
        break;
    case POST_MONEY:
        money = reader_money(reader, column, POST_CURRENCY);
        if (money != NULL && *money->currency == '\0')
            money->currency = (char *)(uintptr_t)POST_CURRENCY;
        want(making, column, money == NULL || post_set_message(writer, path, &money->base));
        break;
    default:
        want(making, column,
             post_set_text(writer, path, reader_text(reader, column, TEXT_MAX, required)));
        break;
    }
}

static void make_cell(struct making *making, size_t column)
{
    const struct post_column *how = &making->reader.sheet->form->columns[column].post;
    const char *path = path_of(making, column);
    const ProtobufCFieldDescriptor *field =
        path == NULL ? NULL : post_field(making->writer.message->descriptor, path);
    const char *name;

    if (how->kind == POST_ORDER || (how->kind == POST_TIME && field == NULL)) {
        make_time(making, column, NULL);
    } else if (field == NULL) {
        if (how->kind != POST_WORD || how->words == NULL)
            reader_complain(&making->reader, column,
                            T("has no meaning in such a row", "在这种行中没有意义"));
    } else if (how->kind == POST_NAME) {
        name = make_name(making, column, how->pattern);
        want(making, column, name == NULL || post_set_text(&making->writer, path, name));
    } else if (how->kind == POST_WORD) {
        make_word(making, column, field);
    } else if (how->kind == POST_WORDS) {
        make_words(making, column, field);
    } else if (how->kind == POST_TIME) {
        make_time(making, column, field);
    } else if (how->kind == POST_MASS) {
        make_mass(making, column);
    } else if (how->kind == POST_QUANTITY) {
        make_quantity(making, column);
    } else {
        make_of_reader(making, column);
    }
}

/* ---- one row ---- */

static bool is_listed(const char *path)
{
    return path != NULL && strstr(path, "[]") != NULL;
}

/* What a Create makes is in the request, also when no column says anything of it; what lies deeper
 * is there when a cell says something of it. */
static void touch(struct making *making, const char *path)
{
    const char *dot = path == NULL ? NULL : strchr(path, '.');
    size_t len = dot == NULL ? 0 : (size_t)(dot - path) + 1 + strcspn(dot + 1, ".");
    const char *outer;

    if (dot == NULL || is_listed(path) ||
        post_field(making->writer.message->descriptor, path) == NULL)
        return;
    outer = cv_arena_printf(making->writer.arena, "%.*s", (int)len, path);
    if (outer == NULL || !post_touch(&making->writer, outer))
        making->reader.problems->lost = true;
}

/* `more`: it is another element of a message that is there. */
static void make_cells(struct making *making, bool more)
{
    const struct form *form = making->reader.sheet->form;

    post_writer_next(&making->writer);
    if (more && !post_go_on(&making->writer, &making->reader))
        making->reader.problems->lost = true;
    for (size_t i = 0; i < form->column_count; i++) {
        if (more && !is_listed(form->columns[i].field))
            continue;
        if (!more)
            touch(making, form->columns[i].field);
        if (reader_has(&making->reader, i))
            make_cell(making, i);
        else if (form->columns[i].required)
            reader_complain(&making->reader, i, T("is required", "必须填写"));
    }
}

/* What no column says: all is of the programme. */
static void make_parent(struct making *making)
{
    const struct form *form = making->reader.sheet->form;
    const char *name;

    if (making->programme == NULL || form_column_of_field(form, "parent") < form->column_count ||
        post_field(making->writer.message->descriptor, "parent") == NULL)
        return;
    name = cv_arena_printf(making->writer.arena, "programmes/%s", making->programme);
    if (name == NULL || !post_set_text(&making->writer, "parent", name))
        making->reader.problems->lost = true;
}

/* By what its words say, or that of the form. */
static const struct cv_method *method_of(const struct post *post, const struct sheet *sheet,
                                         const struct sheet_row *row, struct cv_arena *arena)
{
    const char *name = post->method;
    const struct cv_method *method;

    for (size_t i = 0; i < sheet->form->column_count; i++) {
        char *text =
            sheet->form->columns[i].post.words == NULL ? NULL : cell_plain(row->cells[i], arena);
        const struct post_word *word =
            text == NULL ? NULL : find_word(sheet->form->columns[i].post.words, text);

        if (word != NULL && word->method != NULL)
            name = word->method;
    }
    method = post_method(post->service, name);
    CV_ASSERT(method != NULL);
    return method;
}

static bool same_group(const struct post *post, const struct sheet *sheet, size_t a, size_t b)
{
    return post->grouped && strcmp(sheet->rows[a].cells[0], sheet->rows[b].cells[0]) == 0;
}

/* One call of the rows from `at`; how many rows it took. */
static size_t make_row(struct posts *posts, const struct sheet *sheet, size_t at,
                       struct cv_arena *arena, struct problems *problems)
{
    const struct post *post = sheet->form->post;
    struct post_row *row = &posts->rows[posts->count];
    struct making making = {
        .programme = posts->programme,
        .row = row,
        .reader = {.sheet = sheet, .arena = arena, .problems = problems},
    };
    bool bad = false;
    size_t count = 0;

    *row = (struct post_row){.sheet = sheet, .row = &sheet->rows[at]};
    row->subject = sheet->rows[at].cells[0];
    row->method = method_of(post, sheet, row->row, arena);
    row->request = post_message(row->method->request, arena);
    if (row->request == NULL) {
        problems->lost = true;
        return 1;
    }
    post_writer_begin(&making.writer, row->request, arena);
    make_parent(&making);
    do {
        making.reader.row = &sheet->rows[at + count];
        making.reader.bad = false;
        make_cells(&making, count > 0);
        posts->bad += making.reader.bad;
        bad = bad || making.reader.bad;
        count++;
    } while (at + count < sheet->row_count && same_group(post, sheet, at, at + count));
    row->row_count = count;
    if (!bad && !post_give_request_id(&making.writer))
        problems->lost = true;
    posts->count += !bad;
    return count;
}

/* ---- all of them ---- */

/* What is timed comes last, by time; equal times as in the files. */
static int by_time(const void *left, const void *right)
{
    const struct post_row *a = left;
    const struct post_row *b = right;
    bool a_timed = a->sheet->form->post->timed;
    bool b_timed = b->sheet->form->post->timed;

    if (a_timed != b_timed)
        return a_timed ? 1 : -1;
    if (a_timed && a->time_us != b->time_us)
        return a->time_us < b->time_us ? -1 : 1;
    if (a->sheet->file != b->sheet->file)
        return a->sheet->file < b->sheet->file ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

void posts_make(struct posts *posts, const struct sheet *sheets, size_t sheet_count,
                struct cv_arena *arena, struct problems *problems)
{
    size_t room = 1;

    *posts = (struct posts){.programme = posts->programme};
    for (size_t i = 0; i < sheet_count; i++)
        room += sheets[i].row_count;
    posts->rows = cv_arena_array(arena, room, sizeof(*posts->rows));
    if (posts->rows == NULL) {
        problems->lost = true;
        return;
    }
    for (size_t i = 0; i < sheet_count; i++) {
        for (size_t r = 0; !problems->lost && r < sheets[i].row_count;)
            r += make_row(posts, &sheets[i], r, arena, problems);
    }
    qsort(posts->rows, posts->count, sizeof(*posts->rows), by_time);
}
