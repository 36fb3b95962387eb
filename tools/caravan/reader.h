/* The cells of one row, made into fields of the API. What is wrong with a cell is added to the
 * problems and makes the row bad; the others are read on, so that all that is wrong is said at
 * once.
 *
 * Memory   What is returned lives in the reader's arena; on a problem it is a harmless value. */
#ifndef CARAVAN_READER_H
#define CARAVAN_READER_H

#include "caravan/common/v1/money.pb-c.h"
#include "cell.h"
#include "google/type/date.pb-c.h"
#include "sheet.h"

struct reader {
    const struct sheet *sheet;
    const struct sheet_row *row;
    struct cv_arena *arena;
    struct problems *problems;
    bool bad;
};

void reader_complain(struct reader *reader, size_t column, const char *what);

bool reader_has(const struct reader *reader, size_t column); /* there is something in the cell */

/* "" for an empty cell, unless it is required. */
char *reader_id(struct reader *reader, size_t column, bool required);
/* On one line, of at most `max` characters. */
char *reader_text(struct reader *reader, size_t column, size_t max, bool required);
/* One of the two titles is required. */
void reader_titles(struct reader *reader, size_t column, size_t column_zh, char **title,
                   char **title_zh);
Google__Type__Date *reader_date(struct reader *reader, size_t column, bool required);
/* In the programme's currency unless cell or heading name one. */
Caravan__Common__V1__Money *reader_money(struct reader *reader, size_t column,
                                         const char *programme_currency);
int64_t reader_count(struct reader *reader, size_t column, int decimals, bool required);
int64_t reader_integer(struct reader *reader, size_t column, int64_t min, int64_t max);
int32_t reader_share(struct reader *reader, size_t column);
bool reader_yes(struct reader *reader, size_t column);

struct reader_word {
    struct text name;
    const char *other; /* or NULL */
    int value;
};
/* One of the words; `words` ends with a NULL name. 0 for an empty cell that is not required. */
int reader_word(struct reader *reader, size_t column, const struct reader_word *words,
                bool required);

/* The next of several things in one cell, "a; b" or "a、b", without blanks around it; NULL: no
 * more.
 * `*at` begins as a copy of the cell. */
char *reader_cut(char **at);
/* All of them, as they are written. */
char **reader_words(struct reader *reader, size_t column, size_t *count);

/* "programmes/jw/partners/p1", or "" for an empty id. */
char *reader_name(struct reader *reader, const char *parent, const char *collection,
                  const char *id);

#endif
