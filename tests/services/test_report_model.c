/* Reports against a model: some hundreds of records, changes and reversals at random, with a clock
 * that also goes back, and reports as of any two dates. The model works out each figure from all it
 * ever recorded, one by one. */
#include "services/projects_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS   6
#define ALL_DAYS 99991231
#define PENDING  3 /* the amounts of what is only submitted follow those of what is approved */
#define AMOUNTS  6

/* ---- the model's report ---- */

struct dates {
    int32_t through;
    int64_t known_us;
};

struct tally {
    char key[48];
    char title[16];
    int64_t minor[AMOUNTS];
};

struct tallies {
    struct tally rows[32];
    size_t count;
};

static const struct version *known(const struct thing *thing, const struct dates *dates)
{
    const struct version *version = NULL;

    for (int i = 0; i < thing->count && thing->versions[i].recorded_us <= dates->known_us; i++)
        version = &thing->versions[i];
    return version;
}

static void tally(struct tallies *tallies, const char *key, int title, const int64_t minor[AMOUNTS])
{
    size_t at = 0;

    while (at < tallies->count && strcmp(tallies->rows[at].key, key) != 0)
        at++;
    if (at == tallies->count) {
        tallies->rows[at] = (struct tally){0};
        (void)snprintf(tallies->rows[at].key, sizeof(tallies->rows[at].key), "%s", key);
        if (title >= 0)
            (void)snprintf(tallies->rows[at].title, sizeof(tallies->rows[at].title), "t%d", title);
        tallies->count++;
    }
    for (int m = 0; m < AMOUNTS; m++)
        tallies->rows[at].minor[m] += minor[m];
}

/* Give what rounding down left to the largest remainders, one by one. */
static void divide(int64_t minor, const int32_t *shares, int count, int64_t *parts)
{
    int64_t size = minor < 0 ? -minor : minor;
    int64_t left = size;
    int64_t rests[SITES];

    for (int i = 0; i < count; i++) {
        parts[i] = size * shares[i] / 10000;
        rests[i] = size * shares[i] % 10000;
        left -= parts[i];
    }
    for (; left > 0; left--) {
        int best = 0;

        for (int i = 1; i < count; i++)
            best = rests[i] > rests[best] ? i : best;
        parts[best]++;
        rests[best] = -1;
    }
    for (int i = 0; i < count && minor < 0; i++)
        parts[i] = -parts[i];
}

static void tally_shares(struct tallies *tallies, const char *const *keys, const int32_t *shares,
                         int count, const int64_t minor[AMOUNTS])
{
    int64_t parts[AMOUNTS][SITES];

    for (int m = 0; m < AMOUNTS; m++)
        divide(minor[m], shares, count, parts[m]);
    for (int i = 0; i < count; i++) {
        int64_t part[AMOUNTS];

        for (int m = 0; m < AMOUNTS; m++)
            part[m] = parts[m][i];

        tally(tallies, keys[i], -1, part);
    }
}

static bool is_nothing(const int64_t *minor, int count)
{
    for (int m = 0; m < count; m++) {
        if (minor[m] != 0)
            return false;
    }
    return true;
}

static void same_amounts(const Caravan__Projects__V1__MoneyRow *row, const int64_t minor[AMOUNTS])
{
    const Caravan__Projects__V1__PendingMoney *pending = row->pending;

    assert_int_equal(row->budget_minor, minor[BUDGET]);
    assert_int_equal(row->committed_minor, minor[COMMITTED]);
    assert_int_equal(row->disbursed_minor, minor[DISBURSED]);
    assert_int_equal(pending == NULL, is_nothing(minor + PENDING, PENDING));
    for (int m = 0; m < PENDING && pending != NULL; m++)
        assert_int_equal(m == BUDGET      ? pending->budget_minor
                         : m == COMMITTED ? pending->committed_minor
                                          : pending->disbursed_minor,
                         minor[PENDING + m]);
}

static void same_rows(struct tallies *want, size_t count, Caravan__Projects__V1__MoneyRow **rows)
{
    for (size_t i = 0; i < want->count; i++) {
        const int64_t *minor = want->rows[i].minor;

        if (want->rows[i].key[0] == '\0' && is_nothing(minor, AMOUNTS))
            want->rows[i] = want->rows[--want->count];
    }
    assert_int_equal(count, want->count);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;

        while (at < want->count && strcmp(want->rows[at].key, rows[i]->key) != 0)
            at++;
        assert_true(at < want->count);
        assert_true(i == 0 || strcmp(rows[i - 1]->key, rows[i]->key) < 0);
        same_amounts(rows[i], want->rows[at].minor);
        if (want->rows[at].title[0] != '\0')
            assert_string_equal(rows[i]->title, want->rows[at].title);
    }
}

struct books_of {
    struct tallies total, by_project, by_sector, by_site, by_partner, by_year;
    int32_t projects;
    int32_t started;
};

static void count_project(struct books_of *books, const struct dates *dates, int at)
{
    static const char *const SITE_KEYS[] = {"s0", "s1", "s2"};
    const struct version *version = known(&model.projects[at], dates);
    const char *const sectors[] = {"c0", service_text(&model.bench, "c%d", 1 + at)};
    const struct version *partner;
    int64_t total[AMOUNTS] = {0};
    int64_t unsited[AMOUNTS] = {0};

    if (version == NULL)
        return;
    for (int i = 0; i < model.entry_count; i++) {
        const struct entry *entry = &model.entries[i];
        int64_t minor[AMOUNTS] = {0};
        int measure;

        if (entry->project != at || entry->recorded_us > dates->known_us ||
            entry->on > dates->through)
            continue;
        measure = (int)entry->measure + (entry->posted_us <= dates->known_us ? 0 : PENDING);
        minor[measure] = entry->minor;
        total[measure] += entry->minor;
        tally(&books->by_year, service_text(&model.bench, "%d", entry->year), -1, minor);
        if (entry->site < 0)
            unsited[measure] += entry->minor;
        else
            tally(&books->by_site, SITE_KEYS[entry->site], -1, minor);
    }
    books->projects++;
    books->started += version->started_on != 0 && version->started_on <= dates->through;
    tally(&books->total, "", -1, total);
    tally(&books->by_project, service_text(&model.bench, "programmes/jw/projects/p%d", at),
          version->title, total);
    tally_shares(&books->by_sector, sectors, version->sectors, 2, total);
    if (at < 2)
        tally_shares(&books->by_site, SITE_KEYS, version->sites, SITES, unsited);
    else
        tally(&books->by_site, "", -1, unsited);
    if (version->partner < 0) {
        tally(&books->by_partner, "", -1, total);
        return;
    }
    partner = known(&model.partners[version->partner], dates);
    tally(&books->by_partner,
          service_text(&model.bench, "programmes/jw/partners/a%d", version->partner),
          partner->title, total);
}

static void same_money(const Caravan__Projects__V1__ReportResponse *answer,
                       const struct dates *dates)
{
    static struct books_of books;
    const int64_t nothing[AMOUNTS] = {0};

    books = (struct books_of){0};
    for (int i = 0; i < PROJECTS; i++)
        count_project(&books, dates, i);
    tally(&books.total, "", -1, nothing);
    assert_int_equal(answer->project_count, books.projects);
    assert_int_equal(answer->project_started_count, books.started);
    same_amounts(answer->total, books.total.rows[0].minor);
    assert_true(answer->total->budget_minor >= answer->total->committed_minor);
    assert_true(answer->total->committed_minor >= answer->total->disbursed_minor);
    same_rows(&books.by_project, answer->n_by_project, answer->by_project);
    same_rows(&books.by_sector, answer->n_by_sector, answer->by_sector);
    same_rows(&books.by_site, answer->n_by_site, answer->by_site);
    same_rows(&books.by_partner, answer->n_by_partner, answer->by_partner);
    same_rows(&books.by_year, answer->n_by_year, answer->by_year);
}

/* ---- the model's figures ---- */

static bool counts(const struct seen *seen, int indicator, const struct dates *dates)
{
    return seen->indicator == indicator && seen->recorded_us <= dates->known_us &&
           seen->reversed_us > dates->known_us && seen->on <= dates->through &&
           (MODEL_KINDS[indicator][0] < 4 || seen->weight > 0);
}

static bool is_newest(int at, int32_t to, const struct dates *dates)
{
    const struct seen *seen = &model.seen[at];

    for (int i = 0; i < model.seen_count; i++) {
        const struct seen *other = &model.seen[i];
        bool same = MODEL_KINDS[seen->indicator][0] == 3
                        ? other->subject == seen->subject
                        : other->project == seen->project && other->site == seen->site;

        if (same && counts(other, seen->indicator, dates) && other->on <= to &&
            (other->on > seen->on || (other->on == seen->on && i > at)))
            return false;
    }
    return true;
}

static int64_t quotient(int64_t n, int64_t d)
{
    int64_t twice = n % d * 2;

    return n / d + (twice > d || (twice == d && n / d % 2 == 1) ? 1 : 0);
}

/* The figure of the days from `from` to `to`. False: nothing was observed in them. */
static bool figure_of(int indicator, int32_t from, int32_t to, const struct dates *dates,
                      int64_t figure[3])
{
    int kind = MODEL_KINDS[indicator][0];
    int64_t scale = 1;
    bool any = false;

    memset(figure, 0, 3 * sizeof(*figure));
    for (int i = 0; i < model.seen_count; i++) {
        const struct seen *seen = &model.seen[i];
        bool within = seen->on >= from && seen->on <= to;
        bool carried = kind == 2 || kind == 3;

        if (!counts(seen, indicator, dates))
            continue;
        any = any || within;
        if (carried ? seen->on > to || !is_newest(i, to, dates) : !within)
            continue;
        figure[0] += kind == 5 ? seen->value * seen->weight : seen->value;
        figure[1] += seen->weight;
        figure[2]++;
    }
    for (int i = 0; i < MODEL_KINDS[indicator][2] && kind == 4; i++)
        scale *= 10;
    if (kind >= 4 && any)
        figure[0] = quotient(figure[0] * scale, figure[1]);
    return any;
}

static void same_figure(const Caravan__Projects__V1__Figure *figure, const char *period,
                        const int64_t want[3])
{
    assert_non_null(figure);
    assert_string_equal(figure->period, period);
    assert_int_equal(figure->value, want[0]);
    assert_int_equal(figure->weight, want[1]);
    assert_int_equal(figure->observation_count, want[2]);
    assert_false(figure->withheld);
}

/* All periods of `months` months. */
static void same_periods(int indicator, int months, const struct dates *dates, size_t count,
                         Caravan__Projects__V1__Figure **figures)
{
    size_t at = 0;

    for (int from = 0; from < 36; from += months) {
        int year = 2023 + from / 12;
        int month = from % 12 + 1;
        int32_t first = year * 10000 + month * 100;
        int32_t last = year * 10000 + (month + months - 1) * 100 + 31;
        char period[16];
        int64_t want[3];

        if (!figure_of(indicator, first, last, dates, want))
            continue;
        if (months == 1)
            (void)snprintf(period, sizeof(period), "%d-%02d", year, month);
        else if (months == 3)
            (void)snprintf(period, sizeof(period), "%d-Q%d", year, month / 3 + 1);
        else
            (void)snprintf(period, sizeof(period), "%d", year);
        assert_true(at < count);
        same_figure(figures[at++], period, want);
    }
    assert_int_equal(at, count);
}

static void same_indicators(const Caravan__Projects__V1__ReportResponse *answer,
                            const struct dates *dates)
{
    static const int MONTHS[] = {0, 1, 3, 12};
    size_t at = 0;

    for (int i = 0; i < INDICATORS; i++) {
        const struct version *version = known(&model.indicators[i], dates);
        const Caravan__Projects__V1__IndicatorReport *report_of;
        int64_t want[3];

        if (version == NULL)
            continue;
        assert_true(at < answer->n_indicators);
        report_of = answer->indicators[at++];
        assert_string_equal(report_of->indicator,
                            service_text(&model.bench, "programmes/jw/indicators/i%d", i));
        assert_string_equal(report_of->title, service_text(&model.bench, "t%d", version->title));
        if (figure_of(i, 0, ALL_DAYS, dates, want))
            same_figure(report_of->total, "", want);
        else
            assert_null(report_of->total);
        same_periods(i, 12, dates, report_of->n_by_year, report_of->by_year);
        if (MODEL_KINDS[i][1] == 3)
            assert_int_equal(report_of->n_by_period, 0);
        else
            same_periods(i, MONTHS[MODEL_KINDS[i][1]], dates, report_of->n_by_period,
                         report_of->by_period);
    }
    assert_int_equal(at, answer->n_indicators);
}

/* ---- looking ---- */

static struct cv_slice answer_to(const char *request)
{
    const Caravan__Projects__V1__ReportResponse *answer = TRY(report, report, "%s", request);
    size_t len = protobuf_c_message_get_packed_size(&answer->base);
    uint8_t *bytes = cv_arena_alloc(&model.bench.arena, len);

    assert_non_null(bytes);
    protobuf_c_message_pack(&answer->base, bytes);
    return (struct cv_slice){.at = bytes, .len = len};
}

/* At an instant at which something was recorded, the one before or after it, or now. */
static int64_t some_instant(void)
{
    int64_t us = model_some(2) == 0 || model.entry_count == 0 || model.seen_count == 0
                     ? model.last_us
                 : model_some(2) == 0 ? model.entries[model_some(model.entry_count)].recorded_us
                                      : model.seen[model_some(model.seen_count)].recorded_us;

    if (model_some(5) == 0)
        us = model.projects[model_some(PROJECTS)].versions[0].recorded_us;
    if (model_some(4) == 0 && model.now_us >= model.programme.versions[0].recorded_us)
        us = model.now_us;
    us += model_some(3) - 1;
    return us > model.now_us && us > model.last_us ? model.last_us : us;
}

static void look(void)
{
    struct dates dates = {.through = model_some(3) == 0 ? ALL_DAYS : model_some_day()};
    const char *request = "programme: 'programmes/jw'";
    const Caravan__Projects__V1__ReportResponse *answer;
    bool given = model_some(3) > 0;

    model.now_us += model_some(3) == 0 ? model_some(5000) : 0;
    service_clock_set(model.now_us);
    if (dates.through != ALL_DAYS)
        request = service_text(&model.bench, "%s effective_through: %s", request,
                               model_day(dates.through));
    dates.known_us = given ? some_instant() : model.last_us;
    if (given)
        request = service_text(&model.bench, "%s known_at { seconds: %lld nanos: %lld }", request,
                               (long long)(dates.known_us / 1000000),
                               (long long)(dates.known_us % 1000000 * 1000));
    answer = TRY(report, report, "%s", request);
    assert_non_null(answer);
    if (dates.known_us > model.last_us) /* closed by this report */
        model.last_us = dates.known_us;
    assert_int_equal(model_time(answer->known_at), dates.known_us);
    assert_string_equal(answer->title,
                        service_text(&model.bench, "t%d", known(&model.programme, &dates)->title));
    same_money(answer, &dates);
    same_indicators(answer, &dates);
    if (given)
        model.kept[model.kept_count++] = (struct kept){request, answer_to(request)};
}

static void reports_are_as_the_model_says(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        model_up((unsigned)round + 1);
        for (int i = 1; i < STEPS - 1; i++) {
            model_step(i);
            if (model_some(4) == 0)
                look();
        }
        assert_in_range(model.entry_count, 60, STEPS);
        assert_in_range(model.kept_count, 50, STEPS);
        for (int i = 0; i < model.kept_count; i++) {
            struct cv_slice now = answer_to(model.kept[i].request);

            assert_int_equal(now.len, model.kept[i].answer.len);
            assert_memory_equal(now.at, model.kept[i].answer.at, now.len);
        }
        model_down();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_as_the_model_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
