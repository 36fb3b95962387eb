#include "services/projects_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct model model;

const int MODEL_KINDS[INDICATORS][3] = {{1, 1, 0}, {2, 2, 1}, {3, 1, 0},
                                        {4, 2, 3}, {5, 3, 1}, {2, 1, 0}};

int model_some(int count)
{
    return (int)(random() % count);
}

int32_t model_some_day(void)
{
    return (2023 + model_some(2)) * 10000 + (1 + model_some(12)) * 100 + 1 + model_some(28);
}

const char *model_day(int32_t on)
{
    return service_text(&model.bench, "%04d-%02d-%02d", on / 10000, on / 100 % 100, on % 100);
}

/* ---- doing something ---- */

static void recorded(int64_t us)
{
    assert_true(us > model.last_us);
    model.last_us = us;
}

int64_t model_time(const Google__Protobuf__Timestamp *time)
{
    return time->seconds * 1000000 + time->nanos / 1000;
}

const ProtobufCMessage *model_request(const ProtobufCMessageDescriptor *type, const char *text)
{
    const char *problem;
    const ProtobufCMessage *message = message_from_text(type, text, &model.bench.arena, &problem);

    if (message == NULL)
        fail_msg("%s: %s", text, problem);
    return message;
}

static struct version *next_version(struct thing *thing, const Google__Protobuf__Timestamp *time,
                                    int title)
{
    struct version *version = &thing->versions[thing->count];

    *version = (struct version){.partner = -1};
    if (thing->count > 0)
        *version = thing->versions[thing->count - 1];
    thing->count++;
    version->recorded_us = model_time(time);
    version->title = title;
    recorded(version->recorded_us);
    return version;
}

static void change_programme(int title)
{
    const Caravan__Projects__V1__Programme *made =
        model.programme.count == 0
            ? TRY(create_programme, create_programme,
                  "programme_id: 'jw' programme { title: 't%d' start_date: 2023-01-01 "
                  "end_date: 2025-12-31 }",
                  title)
            : TRY(update_programme, update_programme,
                  "programme { name: 'programmes/jw' title: 't%d' etag: '*' } "
                  "update_mask { paths: 'title' }",
                  title);

    (void)next_version(&model.programme, made->update_time, title);
}

static void change_partner(int at, int title)
{
    const Caravan__Projects__V1__Partner *made =
        model.partners[at].count == 0
            ? TRY(create_partner, create_partner,
                  "parent: 'programmes/jw' partner_id: 'a%d' partner { title: 't%d' }", at, title)
            : TRY(update_partner, update_partner,
                  "partner { name: 'programmes/jw/partners/a%d' title: 't%d' etag: '*' } "
                  "update_mask { paths: 'title' }",
                  at, title);

    (void)next_version(&model.partners[at], made->update_time, title);
}

static void change_indicator(int at, int title)
{
    const Caravan__Projects__V1__Indicator *made =
        model.indicators[at].count == 0
            ? TRY(create_indicator, create_indicator,
                  "parent: 'programmes/jw' indicator_id: 'i%d' indicator { title: 't%d' unit: 'u' "
                  "kind: %d grain: %d decimals: %d }",
                  at, title, MODEL_KINDS[at][0], MODEL_KINDS[at][1], MODEL_KINDS[at][2])
            : TRY(update_indicator, update_indicator,
                  "indicator { name: 'programmes/jw/indicators/i%d' title: 't%d' etag: '*' } "
                  "update_mask { paths: 'title' }",
                  at, title);

    (void)next_version(&model.indicators[at], made->update_time, title);
}

/* Project 2 has no sites. */
static void change_project(int at, int title)
{
    struct thing *thing = &model.projects[at];
    const char *id = thing->count == 0 ? service_text(&model.bench, "project_id: 'p%d'", at) : "";
    int32_t sector = 1 + model_some(9999);
    int32_t site = model_some(6000);
    int partner = model_some(PARTNERS + 1) - 1;
    int32_t started_on = model_some(2) * model_some_day();
    const char *fields =
        service_text(&model.bench,
                     "project { name: 'programmes/jw/projects/p%d' title: 't%d' state: 2 etag: '*' "
                     "sectors { code: 'c0' share_basis_points: %d } "
                     "sectors { code: 'c%d' share_basis_points: %d } ",
                     at, title, sector, 1 + at, 10000 - sector);
    const Caravan__Projects__V1__Project *made;
    struct version *version;

    if (at < 2)
        fields = service_text(&model.bench,
                              "%s sites { id: 's0' title: 'S' share_basis_points: %d } "
                              "sites { id: 's1' title: 'S' share_basis_points: %d } "
                              "sites { id: 's2' title: 'S' share_basis_points: 4000 } ",
                              fields, site, 6000 - site);
    if (partner >= 0)
        fields =
            service_text(&model.bench, "%s partner: 'programmes/jw/partners/a%d'", fields, partner);
    if (started_on != 0)
        fields =
            service_text(&model.bench, "%s actual_start_date: %s", fields, model_day(started_on));
    made = thing->count == 0
               ? TRY(create_project, create_project, "parent: 'programmes/jw' %s %s }", id, fields)
               : TRY(update_project, update_project, "%s }", fields);
    version = next_version(thing, made->update_time, title);
    version->sectors[0] = sector;
    version->sectors[1] = 10000 - sector;
    version->sites[0] = at < 2 ? site : 0;
    version->sites[1] = at < 2 ? 6000 - site : 0;
    version->sites[2] = at < 2 ? 4000 : 0;
    version->partner = partner;
    version->started_on = started_on;
}

/* Submitted, and approved now or later: approve() */
static void add_entry(struct entry entry, const Google__Protobuf__Timestamp *time)
{
    entry.recorded_us = model_time(time);
    entry.posted_us = INT64_MAX;
    recorded(entry.recorded_us);
    model.entries[model.entry_count++] = entry;
}

/* All that is submitted, by somebody else; at one instant. */
static void approve(void)
{
    const Caravan__Projects__V1__ApproveEntriesResponse *made;
    const char *subject = model.bench.principal.subject;
    int64_t us;
    int32_t count = 0;

    model.bench.principal.subject = "checker";
    made = TRY(approve_entries, approve_entries,
               "parent: 'programmes/jw' submitted_through { seconds: %lld nanos: %lld }",
               (long long)(model.last_us / 1000000), (long long)(model.last_us % 1000000 * 1000));
    model.bench.principal.subject = subject;
    assert_non_null(made);
    us = model.last_us + 1 > model.now_us ? model.last_us + 1 : model.now_us;
    for (int i = 0; i < model.entry_count; i++) {
        if (model.entries[i].posted_us != INT64_MAX)
            continue;
        model.entries[i].posted_us = us;
        count++;
    }
    assert_int_equal(made->approved_count, count);
    recorded(us);
}

static void add_line(void)
{
    int project = model_some(PROJECTS);
    struct entry entry = {
        .measure = BUDGET,
        .project = project,
        .site = project == 2 ? -1 : model_some(SITES + 1) - 1,
        .year = 2023 + model_some(3),
        .minor = 1 + model_some(100000),
        .on = model_some_day(),
    };
    const Caravan__Projects__V1__BudgetLine *made =
        TRY(create_budget_line, create_budget_line,
            "parent: 'programmes/jw/projects/p%d' budget_line_id: 'e%d' budget_line { title: 'x' "
            "fiscal_year: %d amount: %d effective_date: %s %s }",
            project, model.entry_count, entry.year, (int)entry.minor, model_day(entry.on),
            entry.site < 0 ? "" : service_text(&model.bench, "site: 's%d'", entry.site));

    add_entry(entry, made->recorded_time);
}

/* Of any entry of the measure before it: most are refused, being too much or too early. */
static void add_below(enum measure_of measure)
{
    int from = model_some(model.entry_count + 1) - 1;
    const struct entry *above = from < 0 ? NULL : &model.entries[from];
    struct entry entry = {.measure = measure, .from = from, .on = model_some_day()};
    const Caravan__Projects__V1__Commitment *commitment;
    const Caravan__Projects__V1__Disbursement *disbursement;

    if (above == NULL || above->measure + 1 != measure || above->reversal)
        return;
    entry.project = above->project;
    entry.site = above->site;
    entry.year = entry.on / 10000;
    entry.minor = 1 + model_some((int)above->minor);
    if (measure == COMMITTED) {
        commitment = TRY(create_commitment, create_commitment,
                         "parent: 'programmes/jw/projects/p%d' commitment_id: 'e%d' commitment { "
                         "budget_line: 'programmes/jw/projects/p%d/budgetLines/e%d' amount: %d "
                         "effective_date: %s }",
                         entry.project, model.entry_count, entry.project, from, (int)entry.minor,
                         model_day(entry.on));
        if (commitment != NULL)
            add_entry(entry, commitment->recorded_time);
        return;
    }
    disbursement = TRY(create_disbursement, create_disbursement,
                       "parent: 'programmes/jw/projects/p%d' disbursement_id: 'e%d' disbursement { "
                       "commitment: 'programmes/jw/projects/p%d/commitments/e%d' amount: %d "
                       "effective_date: %s }",
                       entry.project, model.entry_count, entry.project, from, (int)entry.minor,
                       model_day(entry.on));
    if (disbursement != NULL)
        add_entry(entry, disbursement->recorded_time);
}

static void reverse_entry(void)
{
    static const char *const COLLECTIONS[] = {"budgetLines", "commitments", "disbursements"};
    int at = model_some(model.entry_count + 1) - 1;
    struct entry entry = at < 0 ? (struct entry){0} : model.entries[at];
    const Google__Protobuf__Timestamp *time = NULL;
    int32_t on = model_some(2) * model_some_day();
    const char *text;

    if (at < 0)
        return;
    text = service_text(&model.bench,
                        "name: 'programmes/jw/projects/p%d/%s/e%d' reversal_id: 'e%d' "
                        "reference: 'x' %s%s",
                        entry.project, COLLECTIONS[entry.measure], at, model.entry_count,
                        on == 0 ? "" : "effective_date: ", on == 0 ? "" : model_day(on));
    if (entry.measure == BUDGET) {
        const Caravan__Projects__V1__BudgetLine *made =
            TRY(reverse_budget_line, reverse_budget_line, "%s", text);
        time = made == NULL ? NULL : made->recorded_time;
    } else if (entry.measure == COMMITTED) {
        const Caravan__Projects__V1__Commitment *made =
            TRY(reverse_commitment, reverse_commitment, "%s", text);
        time = made == NULL ? NULL : made->recorded_time;
    } else {
        const Caravan__Projects__V1__Disbursement *made =
            TRY(reverse_disbursement, reverse_disbursement, "%s", text);
        time = made == NULL ? NULL : made->recorded_time;
    }
    if (time == NULL)
        return;
    entry.minor = -entry.minor;
    entry.reversal = true;
    entry.on = on == 0 ? entry.on : on;
    entry.year = entry.measure == BUDGET ? entry.year : entry.on / 10000;
    add_entry(entry, time);
}

static void observe(void)
{
    int at = model_some(INDICATORS);
    int kind = MODEL_KINDS[at][0];
    int project = model_some(PROJECTS);
    struct seen seen = {
        .indicator = at,
        .project = project,
        .site = project == 2 ? -1 : model_some(SITES + 1) - 1,
        .subject = kind == 3 ? model_some(4) : -1,
        .on = model_some_day(),
        .value = kind == 3 ? model_some(2) : model_some(1000),
        .reversed_us = INT64_MAX,
    };
    const Caravan__Projects__V1__Observation *made;

    if (kind >= 4)
        seen.weight = model_some(8) == 0 ? 0 : 1 + model_some(50);
    if (kind >= 4 && seen.weight == 0)
        seen.value = 0;
    made = TRY(create_observation, create_observation,
               "parent: 'programmes/jw/indicators/i%d' observation_id: 'o%d' observation { "
               "project: 'programmes/jw/projects/p%d' effective_date: %s value: %d weight: %d "
               "%s %s }",
               at, model.seen_count, project, model_day(seen.on), (int)seen.value, (int)seen.weight,
               seen.site < 0 ? "" : service_text(&model.bench, "site: 's%d'", seen.site),
               seen.subject < 0 ? "" : service_text(&model.bench, "subject: 'v%d'", seen.subject));
    seen.recorded_us = model_time(made->recorded_time);
    recorded(seen.recorded_us);
    model.seen[model.seen_count++] = seen;
}

static void unsee(void)
{
    int at = model_some(model.seen_count + 1) - 1;
    const Caravan__Projects__V1__Observation *made;

    if (at < 0)
        return;
    made = TRY(reverse_observation, reverse_observation,
               "name: 'programmes/jw/indicators/i%d/observations/o%d' reference: 'x'",
               model.seen[at].indicator, at);
    assert_int_equal(made == NULL, model.seen[at].reversed_us != INT64_MAX);
    if (made == NULL)
        return;
    model.seen[at].reversed_us = model_time(made->recorded_time);
    recorded(model.seen[at].reversed_us);
}

void model_step(int number)
{
    int what = model_some(100);

    if (what < 10)
        model.now_us += model_some(8) == 0   ? -model_some(5000000)
                        : model_some(3) == 0 ? model_some(5000000)
                                             : 1;
    service_clock_set(model.now_us);
    if (what < 3)
        change_programme(number);
    else if (what < 6)
        change_partner(model_some(PARTNERS), number);
    else if (what < 14)
        change_project(model_some(PROJECTS), number);
    else if (what < 17)
        change_indicator(model_some(INDICATORS), number);
    else if (what < 27)
        add_line();
    else if (what < 45)
        add_below(COMMITTED);
    else if (what < 60)
        add_below(DISBURSED);
    else if (what < 66)
        reverse_entry();
    else if (what < 78)
        approve();
    else if (what < 95)
        observe();
    else
        unsee();
}

void model_up(unsigned seed)
{
    memset(&model, 0, sizeof(model));
    srandom(seed);
    projects_up(&model.bench, SERVICE_IN_MEMORY);
    model.now_us = SERVICE_NOON;
    change_programme(0);
    for (int i = 0; i < PARTNERS; i++)
        change_partner(i, 0);
    for (int i = 0; i < PROJECTS; i++)
        change_project(i, 0);
    for (int i = 0; i < INDICATORS; i++)
        change_indicator(i, 0);
}

void model_down(void)
{
    service_down(&model.bench);
}
