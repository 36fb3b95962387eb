#include "reader.h"

#include <string.h>
#include <strings.h>

#define TITLE_MAX 200

static const char *cell(const struct reader *reader, size_t column)
{
    return reader->row->cells[column];
}

static char *empty(void)
{
    return (char *)(uintptr_t)protobuf_c_empty_string;
}

static const char *no_memory(void)
{
    return T("cannot be read: out of memory", "无法读取：内存不足");
}

static const char *is_required(void)
{
    return T("must not be empty", "不能为空");
}

void reader_complain(struct reader *reader, size_t column, const char *what)
{
    reader->bad = true;
    sheet_complain(reader->sheet, reader->row, column, reader->problems,
                   what == NULL ? no_memory() : what, NULL);
}

bool reader_has(const struct reader *reader, size_t column)
{
    const char *text = cell(reader, column);

    while (*text == ' ' || strncmp(text, "　", strlen("　")) == 0)
        text += *text == ' ' ? 1 : strlen("　");
    return *text != '\0';
}

/* Nothing to read; a required cell is complained about. */
static bool skips(struct reader *reader, size_t column, bool required)
{
    if (reader_has(reader, column))
        return false;
    if (required)
        reader_complain(reader, column, is_required());
    return true;
}

char *reader_id(struct reader *reader, size_t column, bool required)
{
    const char *wrong;
    const char *id;

    if (skips(reader, column, required))
        return empty();
    wrong = cell_id(cell(reader, column), reader->arena, &id);
    if (wrong == NULL)
        return (char *)(uintptr_t)id;
    reader_complain(reader, column, wrong);
    return empty();
}

static size_t characters(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    }
    return false;
}

char *reader_text(struct reader *reader, size_t column, size_t max, bool required)
{
    const char *text = cell(reader, column);

    if (skips(reader, column, required))
        return empty();
    if (has_control(text))
        reader_complain(reader, column,
                        T("must be on one line, without tabs", "必须在一行内，不能有制表符"));
    else if (characters(text) > max)
        reader_complain(reader, column,
                        cv_arena_printf(reader->arena,
                                        T("must have at most %zu characters, not %zu",
                                          "最多 %zu 个字符，现有 %zu 个"),
                                        max, characters(text)));
    else
        return (char *)(uintptr_t)text;
    return empty();
}

void reader_titles(struct reader *reader, size_t column, size_t column_zh, char **title,
                   char **title_zh)
{
    const struct form_column *columns = reader->sheet->form->columns;

    if (!reader_has(reader, column) && !reader_has(reader, column_zh))
        reader_complain(reader, reader->sheet->form->column_count,
                        cv_arena_printf(reader->arena,
                                        T("%s or %s must be filled in", "“%s”和“%s”至少填写一个"),
                                        text_of(columns[column].name),
                                        text_of(columns[column_zh].name)));
    *title = reader_text(reader, column, TITLE_MAX, false);
    *title_zh = reader_text(reader, column_zh, TITLE_MAX, false);
}

Google__Type__Date *reader_date(struct reader *reader, size_t column, bool required)
{
    Google__Type__Date *message;
    struct cell_date date;
    const char *wrong;

    if (skips(reader, column, required))
        return NULL;
    wrong = cell_date(cell(reader, column), reader->arena, &date);
    message = cv_arena_alloc(reader->arena, sizeof(*message));
    if (wrong != NULL || message == NULL) {
        reader_complain(reader, column, wrong);
        return NULL;
    }
    google__type__date__init(message);
    message->year = date.year;
    message->month = date.month;
    message->day = date.day;
    return message;
}

Caravan__Common__V1__Money *reader_money(struct reader *reader, size_t column,
                                         const char *programme_currency)
{
    Caravan__Common__V1__Money *message = cv_arena_alloc(reader->arena, sizeof(*message));
    struct cell_money money = {.currency = ""};
    struct cell_unit unit;
    const char *wrong;

    if (skips(reader, column, true))
        return NULL;
    wrong = cell_money_unit(reader->sheet->columns[column].brackets, &unit);
    if (wrong == NULL)
        wrong = cell_money(cell(reader, column), &unit, programme_currency, reader->arena, &money);
    if (wrong != NULL || message == NULL) {
        reader_complain(reader, column, wrong);
        return NULL;
    }
    caravan__common__v1__money__init(message);
    message->currency = (char *)(uintptr_t)money.currency;
    message->minor_units = money.minor_units;
    return message;
}

int64_t reader_count(struct reader *reader, size_t column, int decimals, bool required)
{
    struct cell_unit unit;
    const char *wrong;
    int64_t value = 0;

    if (skips(reader, column, required))
        return 0;
    cell_count_unit(reader->sheet->columns[column].brackets, &unit);
    wrong = cell_count(cell(reader, column), &unit, decimals, reader->arena, &value);
    if (wrong != NULL)
        reader_complain(reader, column, wrong);
    return wrong == NULL ? value : 0;
}

int64_t reader_integer(struct reader *reader, size_t column, int64_t min, int64_t max)
{
    const char *wrong;
    int64_t value = min;

    if (skips(reader, column, true))
        return min;
    wrong = cell_integer(cell(reader, column), min, max, reader->arena, &value);
    if (wrong != NULL)
        reader_complain(reader, column, wrong);
    return wrong == NULL ? value : min;
}

int32_t reader_share(struct reader *reader, size_t column)
{
    int32_t share = 0;
    const char *wrong;

    if (skips(reader, column, false))
        return 0;
    wrong = cell_percent(cell(reader, column), reader->arena, &share);
    if (wrong != NULL)
        reader_complain(reader, column, wrong);
    return wrong == NULL ? share : 0;
}

bool reader_yes(struct reader *reader, size_t column)
{
    bool yes = false;
    const char *wrong = cell_yes(cell(reader, column), reader->arena, &yes);

    if (wrong != NULL)
        reader_complain(reader, column, wrong);
    return yes;
}

/* ---- words ---- */

static const char *one_of(struct reader *reader, const struct reader_word *words)
{
    const char *list = T("must be one of ", "必须是：");

    for (const struct reader_word *word = words; list != NULL && word->name.en != NULL; word++)
        list = cv_arena_printf(reader->arena, "%s%s%s", list, word == words ? "" : T(", ", "、"),
                               text_of(word->name));
    return list;
}

static bool is_word(const char *text, const struct reader_word *word)
{
    return strcasecmp(text, word->name.en) == 0 || strcmp(text, word->name.zh) == 0 ||
           (word->other != NULL && strcasecmp(text, word->other) == 0);
}

int reader_word(struct reader *reader, size_t column, const struct reader_word *words,
                bool required)
{
    const char *plain;

    if (skips(reader, column, required))
        return 0;
    plain = cell_plain(cell(reader, column), reader->arena);
    for (const struct reader_word *word = words; plain != NULL && word->name.en != NULL; word++) {
        if (is_word(plain, word))
            return word->value;
    }
    reader_complain(reader, column, one_of(reader, words));
    return 0;
}

/* ---- several in one cell ---- */

char *reader_cut(char **at)
{
    static const char *const MARKS[] = {";", ",", "、", "/", "\n"};
    char *part = *at + strspn(*at, " ");
    char *end = part + strlen(part);
    size_t skip = 0;

    if (*part == '\0')
        return NULL;
    for (size_t i = 0; i < sizeof(MARKS) / sizeof(MARKS[0]); i++) {
        char *mark = strstr(part, MARKS[i]);

        if (mark == NULL || mark >= end)
            continue;
        end = mark;
        skip = strlen(MARKS[i]);
    }
    *at = end + skip;
    while (end > part && end[-1] == ' ')
        end--;
    *end = '\0';
    return part;
}

char **reader_words(struct reader *reader, size_t column, size_t *count)
{
    char *at = cell_plain(cell(reader, column), reader->arena);
    size_t room = at == NULL ? 0 : strlen(at) / 2 + 1;
    char **words = cv_arena_array(reader->arena, room, sizeof(*words));
    char *word;

    *count = 0;
    if (at == NULL || words == NULL) {
        reader_complain(reader, column, NULL);
        return NULL;
    }
    while ((word = reader_cut(&at)) != NULL && *count < room)
        words[(*count)++] = word;
    return words;
}

/* ---- names ---- */

char *reader_name(struct reader *reader, const char *parent, const char *collection, const char *id)
{
    char *name;

    if (*id == '\0')
        return empty();
    name = cv_arena_printf(reader->arena, "%s/%s/%s", parent, collection, id);
    if (name == NULL)
        reader_complain(reader, reader->sheet->form->column_count, NULL);
    return name == NULL ? empty() : name;
}
