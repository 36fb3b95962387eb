/* What people write into cells: a value that is taken is in its range, and written plainly it is
 * taken again as the same; a refusal says something. */
#include "app/name.h"
#include "cell.h"
#include "fuzz.h"
#include "post_cell.h"

#include <stdio.h>

#define MONEY_MAX INT64_C(100000000000000)

static const struct cell_unit PLAIN = {0, ""};

/* True: taken. */
static bool taken(const char *refusal)
{
    CV_ASSERT(refusal == NULL || strlen(refusal) > 0);
    return refusal == NULL;
}

static void money(const char *text, const struct cell_unit *heading, struct cv_arena *arena)
{
    static const char *const USUAL[] = {"CNY", "JPY", "KWD"};

    for (size_t i = 0; i < sizeof(USUAL) / sizeof(USUAL[0]); i++) {
        struct cell_money read;
        struct cell_money again;
        const char *currency;
        char printed[40];

        if (!taken(cell_money(text, heading, USUAL[i], arena, &read)))
            continue;
        CV_ASSERT(read.minor_units > 0 && read.minor_units <= MONEY_MAX);
        currency = read.currency[0] == '\0' ? USUAL[i] : read.currency;
        cell_print_decimal(read.minor_units, cell_currency_decimals(currency), printed);
        CV_ASSERT(taken(cell_money(printed, &PLAIN, currency, arena, &again)));
        CV_ASSERT_EQ(again.minor_units, read.minor_units);
    }
}

static void counted(const char *text, const struct cell_unit *heading, struct cv_arena *arena)
{
    for (int decimals = 0; decimals <= 3; decimals++) {
        char printed[40];
        int64_t read;
        int64_t again;

        if (!taken(cell_count(text, heading, decimals, arena, &read)))
            continue;
        CV_ASSERT(read >= 0);
        cell_print_decimal(read, decimals, printed);
        CV_ASSERT(taken(cell_count(printed, &PLAIN, decimals, arena, &again)));
        CV_ASSERT_EQ(again, read);
    }
}

/* What stands in a heading's brackets comes plain. */
static void quantity(const char *text, const char *heading, struct cv_arena *arena)
{
    const char *plain = cell_plain(heading, arena);
    const char *unit = "";
    const char *same = "";
    int64_t read;
    int64_t again;
    char printed[40];

    CV_ASSERT(plain != NULL);
    if (!taken(cell_quantity(text, plain, arena, &read, &unit)))
        return;
    CV_ASSERT(read >= 0);
    cell_print_decimal(read, 3, printed);
    CV_ASSERT(taken(cell_quantity(printed, unit, arena, &again, &same)));
    CV_ASSERT_EQ(again, read);
    CV_ASSERT(strcmp(same, unit) == 0);
}

static void date(const char *text, struct cv_arena *arena)
{
    struct cell_date read;
    struct cell_date again;
    char printed[48];

    if (!taken(cell_date(text, arena, &read)))
        return;
    CV_ASSERT(read.month >= 1 && read.month <= 12 && read.day >= 1 && read.day <= 31);
    (void)snprintf(printed, sizeof(printed), "%04d-%02d-%02d", read.year, read.month, read.day);
    CV_ASSERT(taken(cell_date(printed, arena, &again)));
    CV_ASSERT(again.year == read.year && again.month == read.month && again.day == read.day);
}

static void percent(const char *text, struct cv_arena *arena)
{
    int32_t read;
    int32_t again;
    char printed[48];

    if (!taken(cell_percent(text, arena, &read)))
        return;
    CV_ASSERT(read >= 0 && read <= 10000);
    cell_print_decimal(read, 2, printed);
    strcat(printed, "%");
    CV_ASSERT(taken(cell_percent(printed, arena, &again)));
    CV_ASSERT_EQ(again, read);
}

static void others(const char *text, struct cv_arena *arena)
{
    const char *id;
    int64_t number;
    bool yes;

    if (taken(cell_integer(text, -5, 70000, arena, &number)))
        CV_ASSERT(number >= -5 && number <= 70000);
    if (taken(cell_id(text, arena, &id)))
        CV_ASSERT(cv_id_valid(id));
    (void)taken(cell_yes(text, arena, &yes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    struct cell_unit heading = PLAIN;
    struct cell_unit unit = PLAIN;
    struct cv_slice named = fuzz_bytes(&fuzz, fuzz_byte(&fuzz) % 16);
    struct cv_arena arena;
    const char *text;

    cv_arena_init(&arena, 64 * size + 64 * 1024);
    if (taken(cell_money_unit(fuzz_text(named, &arena), &unit)))
        heading = unit;
    cell_count_unit(fuzz_text(named, &arena), &unit);
    text = fuzz_text(fuzz_rest(&fuzz), &arena);
    money(text, &heading, &arena);
    counted(text, &unit, &arena);
    quantity(text, fuzz_text(named, &arena), &arena);
    date(text, &arena);
    percent(text, &arena);
    others(text, &arena);
    cv_arena_release(&arena);
    return 0;
}
