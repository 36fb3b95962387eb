/* Drill-down against the reports themselves: after some hundreds of records, changes and reversals
 * at random, the entries of every figure add up to it, page by page, and stay the same for ever. */
#include "base/sha256.h"
#include "services/projects_model.h"
#include "support/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS     CV_ROUNDS(5)
#define LOOKS      12
#define ASKED_MAX  4000
#define DIGEST     CV_SHA256_BYTES
#define REPORT     Caravan__Projects__V1__ReportResponse
#define MONEY_ROW  Caravan__Projects__V1__MoneyRow
#define ENTRIES_OF Caravan__Projects__V1__ListReportEntriesResponse

/* Each page that was seen, and what it was. */
static struct asked {
    char *request;
    uint8_t digest[DIGEST];
} asked[ASKED_MAX];
static size_t asked_count;

static struct cv_arena kept;

static void digest_of(const ENTRIES_OF *page, uint8_t digest[DIGEST])
{
    size_t len = protobuf_c_message_get_packed_size(&page->base);
    uint8_t *bytes = cv_arena_alloc(&model.bench.arena, len + 1);

    assert_non_null(bytes);
    protobuf_c_message_pack(&page->base, bytes);
    cv_sha256((struct cv_slice){.at = bytes, .len = len}, digest);
}

struct sums {
    int64_t counted;
    int64_t weight;
    __int128 product;
    int64_t entries;
};

static int64_t waiting; /* rows under which something waited for a second person */

/* All pages of one figure. */
static struct sums add_up(const char *dates, const char *figure)
{
    struct sums sums = {0};
    const char *token = "";

    do {
        const char *request = service_text(&model.bench, "%s %s page_size: %d page_token: '%s'",
                                           dates, figure, 7 + (int)(strlen(figure) % 3), token);
        const ENTRIES_OF *page = TRY(list_report_entries, list_report_entries, "%s", request);

        if (page == NULL)
            fail_msg("%s: %s", request, model.bench.op.start.status.message);
        for (size_t i = 0; i < page->n_entries; i++) {
            sums.counted += page->entries[i]->counted;
            sums.weight += page->entries[i]->weight;
            sums.product += (__int128)page->entries[i]->counted * page->entries[i]->weight;
        }
        sums.entries += (int64_t)page->n_entries;
        token = page->next_page_token;
        if (asked_count < ASKED_MAX) {
            asked[asked_count].request = cv_arena_string(&kept, request);
            digest_of(page, asked[asked_count++].digest);
        }
    } while (token[0] != '\0');
    return sums;
}

/* ---- money ---- */

static void same_row(const char *dates, const char *breakdown, const MONEY_ROW *row)
{
    static const char *const MEASURE[] = {
        "BUDGET",         "COMMITTED",         "DISBURSED",
        "PENDING_BUDGET", "PENDING_COMMITTED", "PENDING_DISBURSED"};
    const Caravan__Projects__V1__PendingMoney none = CARAVAN__PROJECTS__V1__PENDING_MONEY__INIT;
    const Caravan__Projects__V1__PendingMoney *pending =
        row->pending == NULL ? &none : row->pending;
    const int64_t want[] = {row->budget_minor,        row->committed_minor,
                            row->disbursed_minor,     pending->budget_minor,
                            pending->committed_minor, pending->disbursed_minor};

    waiting += row->pending != NULL;
    assert_int_equal(row->available_minor,
                     row->budget_minor - row->committed_minor - pending->reserved_minor);
    for (int m = 0; m < 6; m++) {
        struct sums sums =
            add_up(dates, service_text(&model.bench,
                                       "money { measure: MONEY_MEASURE_%s breakdown: "
                                       "MONEY_BREAKDOWN_%s key: '%s' }",
                                       MEASURE[m], breakdown, row->key));

        if (sums.counted != want[m])
            fail_msg("%s %s %s %s: %lld, not %lld", dates, MEASURE[m], breakdown, row->key,
                     (long long)sums.counted, (long long)want[m]);
    }
}

static void same_rows(const char *dates, const char *breakdown, size_t count,
                      MONEY_ROW *const *rows)
{
    int64_t budget_bp = 0;

    for (size_t i = 0; i < count; i++) {
        const Caravan__Projects__V1__BudgetParts *parts = rows[i]->parts;

        same_row(dates, breakdown, rows[i]);
        budget_bp += rows[i]->budget_bp;
        if (parts != NULL)
            assert_int_equal(parts->disbursed_bp + parts->undisbursed_bp + parts->reserved_bp +
                                 parts->available_bp,
                             10000);
    }
    assert_true(budget_bp == 10000 || budget_bp == 0);
}

/* ---- figures ---- */

static int64_t quotient(__int128 n, __int128 d)
{
    __int128 twice = n % d * 2;

    return (int64_t)(n / d + (twice > d || (twice == d && n / d % 2 == 1) ? 1 : 0));
}

static void same_figure(const char *dates, const Caravan__Projects__V1__IndicatorReport *of,
                        const Caravan__Projects__V1__Figure *figure)
{
    struct sums sums =
        add_up(dates, service_text(&model.bench, "indicator { indicator: '%s' period: '%s' }",
                                   of->indicator, figure->period));
    int64_t value = sums.counted;
    __int128 scale = 1;

    for (int i = 0; i < of->decimals; i++)
        scale *= 10;
    if (of->kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_RATIO)
        value = quotient(sums.counted * scale, sums.weight);
    if (of->kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_WEIGHTED_MEAN)
        value = quotient(sums.product, sums.weight);
    assert_int_equal(value, figure->value);
    assert_int_equal(sums.weight, figure->weight);
    assert_int_equal(sums.entries, figure->observation_count);
}

static void same_figures(const char *dates, const Caravan__Projects__V1__IndicatorReport *of)
{
    if (of->total != NULL)
        same_figure(dates, of, of->total);
    for (size_t i = 0; i < of->n_by_year; i++)
        same_figure(dates, of, of->by_year[i]);
    for (size_t i = 0; i < of->n_by_period; i += 3)
        same_figure(dates, of, of->by_period[i]);
}

/* ---- looking ---- */

static void look(void)
{
    int64_t known_us = model_some(3) == 0
                           ? model.last_us
                           : model.entries[model_some(model.entry_count)].recorded_us;
    const char *dates = service_text(
        &model.bench, "programme: 'programmes/jw' known_at { seconds: %lld nanos: %lld }",
        (long long)(known_us / 1000000), (long long)(known_us % 1000000 * 1000));
    const REPORT *made;

    if (model_some(2) == 0)
        dates = service_text(&model.bench, "%s effective_through: %s", dates,
                             model_day(model_some_day()));
    made = TRY(report, report, "%s", dates);
    assert_non_null(made);
    same_row(dates, "TOTAL", made->total);
    same_rows(dates, "PROJECT", made->n_by_project, made->by_project);
    same_rows(dates, "SECTOR", made->n_by_sector, made->by_sector);
    same_rows(dates, "SITE", made->n_by_site, made->by_site);
    same_rows(dates, "PARTNER", made->n_by_partner, made->by_partner);
    same_rows(dates, "YEAR", made->n_by_year, made->by_year);
    for (size_t i = 0; i < made->n_indicators; i++)
        same_figures(dates, made->indicators[i]);
}

static void all_stay_as_they_were(void)
{
    uint8_t digest[DIGEST];

    for (size_t i = 0; i < asked_count; i++) {
        const ENTRIES_OF *page =
            TRY(list_report_entries, list_report_entries, "%s", asked[i].request);

        assert_non_null(page);
        digest_of(page, digest);
        assert_memory_equal(digest, asked[i].digest, DIGEST);
        if (i % 100 == 0)
            service_forget(&model.bench);
    }
}

static void entries_add_up_to_their_figure_and_stay_for_ever(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        asked_count = 0;
        waiting = 0;
        cv_arena_init(&kept, 64 << 20);
        model_up((unsigned)round + 101);
        for (int i = 1; i < STEPS - 1; i++) {
            model_step(i);
            if (i % ((STEPS - 2) / LOOKS) == 0 && model.entry_count > 0) {
                look();
                service_forget(&model.bench);
            }
        }
        assert_in_range(asked_count, 500, ASKED_MAX);
        all_stay_as_they_were();
        assert_true(waiting > 0);
        model_down();
        cv_arena_release(&kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_add_up_to_their_figure_and_stay_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
