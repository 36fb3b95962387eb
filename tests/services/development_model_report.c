/* The model's report: every figure from all that was ever recorded, one by one. */
#include "services/development_model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct looking {
    const struct model *model;
    struct model_report *report;
    int32_t through;
    int64_t known_us;
    int32_t today;
};

/* ---- dossiers in the state they were in ---- */

static bool stood(const struct looking *at, const struct model_move *move)
{
    return move->day <= at->through && move->recorded_us <= at->known_us &&
           move->retracted_us > at->known_us;
}

static const struct model_move *last_of(const struct looking *at,
                                        const struct model_dossier *dossier, const char *move)
{
    const struct model_move *last = NULL;

    for (int i = 0; i < dossier->move_count; i++) {
        if (stood(at, &dossier->moves[i]) &&
            (move == NULL || strcmp(dossier->moves[i].move, move) == 0))
            last = &dossier->moves[i];
    }
    return last;
}

/* "": it does not count. */
static const char *state_of(const struct looking *at, const struct model_dossier *dossier)
{
    const struct model_move *last = last_of(at, dossier, NULL);

    return dossier->recorded_us == NEVER || last == NULL ? "" : last->state;
}

static bool is_granted(const struct looking *at, int id)
{
    return strcmp(state_of(at, &at->model->dossiers[CERTIFICATION_OF][id]), "GRANTED") == 0;
}

static bool is_superseded(const struct looking *at, int noun, int id)
{
    if (noun != CERTIFICATION_OF || !is_granted(at, id))
        return false;
    for (int i = 0; i < IDS; i++) {
        if (is_granted(at, i) && at->model->dossiers[CERTIFICATION_OF][i].related == id)
            return true;
    }
    return false;
}

enum table {
    BY_KIND,
    BY_PROJECT,
    OF_ENTERPRISES,
    BY_SITE,
    TABLES
};

static void key_of(const struct looking *at, enum table table, int noun, int id, char *key,
                   size_t size)
{
    const struct model_dossier *dossier = &at->model->dossiers[noun][id];
    const char *state = state_of(at, dossier);

    if (table == BY_KIND)
        (void)snprintf(key, size, "kind %s %d %s %d %s", MODEL_COLLECTIONS[noun], dossier->kind,
                       dossier->grade, is_superseded(at, noun, id), state);
    else if (table == BY_PROJECT)
        (void)snprintf(key, size, "project %d %s %s", dossier->project, MODEL_COLLECTIONS[noun],
                       state);
    else if (table == OF_ENTERPRISES)
        (void)snprintf(key, size, "enterprises");
    else
        (void)snprintf(key, size, "site %d %d", dossier->project, dossier->north);
}

/* Is a dossier before this one, of the same subject, in the same line (and settled)? */
static bool counted(const struct looking *at, enum table table, int noun, int id, const char *key,
                    bool settled)
{
    for (int i = 0; i < id; i++) {
        const struct model_dossier *other = &at->model->dossiers[noun][i];
        char other_key[120];

        key_of(at, table, noun, i, other_key, sizeof(other_key));
        if (state_of(at, other)[0] != '\0' && strcmp(key, other_key) == 0 &&
            other->subject == at->model->dossiers[noun][id].subject &&
            (!settled || strcmp(state_of(at, other), "SETTLED") == 0))
            return true;
    }
    return false;
}

static void add_dossier(const struct looking *at, enum table table, int noun, int id)
{
    const struct model_dossier *dossier = &at->model->dossiers[noun][id];
    bool settled = strcmp(state_of(at, dossier), "SETTLED") == 0;
    int64_t *values;
    char key[120];

    key_of(at, table, noun, id, key, sizeof(key));
    values = model_line(at->report, "%s", key);
    values[0]++;
    values[1] += !counted(at, table, noun, id, key, false);
    if (table == BY_KIND || table == BY_PROJECT)
        values[2] += dossier->amount;
    else
        values[3] += settled && !counted(at, table, noun, id, key, true);
}

/* ---- moves by year ---- */

static bool is_reached(const struct looking *at, const struct model_dossier *dossier,
                       const char *state, int year)
{
    for (int i = 0; i < dossier->move_count; i++) {
        const struct model_move *move = &dossier->moves[i];

        if (stood(at, move) && strcmp(move->move, "FORECAST") != 0 &&
            strcmp(move->move, "CITE") != 0 && strcmp(move->state, state) == 0 &&
            move->day / 10000 == year)
            return true;
    }
    return false;
}

static void add_reached(const struct looking *at, int noun, int id)
{
    const struct model_dossier *dossier = &at->model->dossiers[noun][id];

    for (int i = 0; i < dossier->move_count; i++) {
        const struct model_move *move = &dossier->moves[i];
        int year = move->day / 10000;
        bool first = true;
        int64_t *values;

        if (!stood(at, move) || strcmp(move->move, "FORECAST") == 0 ||
            strcmp(move->move, "CITE") == 0)
            continue;
        values = model_line(at->report, "reached %s %d %s %s %d", MODEL_COLLECTIONS[noun],
                            dossier->kind, dossier->grade, move->state, year);
        values[0]++;
        for (int j = 0; j < id; j++) {
            const struct model_dossier *other = &at->model->dossiers[noun][j];

            first = first && !(other->recorded_us != NEVER && other->kind == dossier->kind &&
                               strcmp(other->grade, dossier->grade) == 0 &&
                               other->subject == dossier->subject &&
                               is_reached(at, other, move->state, year));
        }
        for (int j = 0; j < i; j++)
            first = first && !(stood(at, &dossier->moves[j]) &&
                               strcmp(dossier->moves[j].move, "FORECAST") != 0 &&
                               strcmp(dossier->moves[j].move, "CITE") != 0 &&
                               strcmp(dossier->moves[j].state, move->state) == 0 &&
                               dossier->moves[j].day / 10000 == year);
        values[1] += first;
    }
}

/* ---- milestones ---- */

static int is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days since 1 January 2020, counted one by one. */
static int days_of(int32_t date)
{
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int days = date % 100 - 1;

    for (int year = 2020; year < date / 10000; year++)
        days += 365 + is_leap(year);
    for (int month = 1; month < date / 100 % 100; month++)
        days += LENGTHS[month - 1] + (month == 2 ? is_leap(date / 10000) : 0);
    return days;
}

static void add_milestone(const struct looking *at, const struct model_dossier *milestone,
                          int64_t *values)
{
    const char *state = state_of(at, milestone);
    const struct model_move *forecast = last_of(at, milestone, "FORECAST");
    const struct model_move *complete = last_of(at, milestone, "COMPLETE");
    int days = 0;

    values[0] += strcmp(state, "PLANNED") == 0;
    values[1] += strcmp(state, "DONE") == 0;
    values[2] += strcmp(state, "WAIVED") == 0;
    values[3] += strcmp(state, "PLANNED") == 0 && milestone->planned < at->today;
    if (strcmp(state, "PLANNED") == 0 && forecast != NULL)
        days = days_of(forecast->forecast) - days_of(milestone->planned);
    if (strcmp(state, "DONE") == 0 && complete != NULL)
        days = days_of(complete->day) - days_of(milestone->planned);
    if (days <= 0)
        return;
    values[4]++;
    values[5] += days;
    if (days > values[6])
        values[6] = days;
}

/* ---- records ---- */

static bool is_live(const struct looking *at, const struct model_record *record)
{
    return record->recorded_us <= at->known_us && record->reverses < 0 &&
           record->reversed_us > at->known_us && record->day <= at->through;
}

static bool is_later(const struct model_record *a, const struct model_record *b)
{
    return a->day > b->day || (a->day == b->day && a->recorded_us > b->recorded_us);
}

static void add_facts(const struct looking *at)
{
    for (int i = 0; i < RECORDS; i++) {
        const struct model_record *fact = &at->model->records[FACT][i];
        bool last = is_live(at, fact);

        if (!last)
            continue;
        model_line(at->report, "fact s%d %d", fact->of, fact->kind)[0]++;
        for (int j = 0; j < RECORDS; j++) {
            const struct model_record *other = &at->model->records[FACT][j];

            last = last && !(is_live(at, other) && other->of == fact->of &&
                             other->kind == fact->kind && is_later(other, fact));
        }
        if (last) {
            model_line(at->report, "fact s%d %d", fact->of, fact->kind)[1] = fact->value;
            model_line(at->report, "fact s%d %d", fact->of, fact->kind)[2] = fact->day;
        }
    }
}

static void add_result(const struct model_record *result, int64_t *values)
{
    static const int QUANTITY[] = {0, 0, 1, 2, 4};

    values[QUANTITY[result->kind]] += result->quantity;
    if (result->kind >= 3)
        values[QUANTITY[result->kind] + 1] += result->value;
    if (result->letter >= 0) {
        values[6] += result->quantity;
        values[7] += result->value;
    }
}

static void add_trade(const struct looking *at)
{
    for (int id = 0; id < IDS; id++) {
        bool held = strcmp(state_of(at, &at->model->dossiers[EVENT_OF][id]), "HELD") == 0;

        if (held)
            (void)model_line(at->report, "event %d", id);
        for (int i = 0; held && i < RECORDS; i++) {
            const struct model_record *result = &at->model->records[RESULT][i];

            if (!is_live(at, result) || result->of != id)
                continue;
            add_result(result, model_line(at->report, "event %d", id));
            add_result(result, model_line(at->report, "trade"));
        }
    }
}

static void add_sale(const struct model_record *sale, int64_t *values)
{
    values[0] += sale->value;
    values[sale->kind] += sale->value;
    values[4]++;
}

static void add_sales(const struct looking *at)
{
    for (int i = 0; i < RECORDS; i++) {
        const struct model_record *sale = &at->model->records[SALE][i];
        const struct model_dossier *enterprise = &at->model->dossiers[ENTERPRISE_OF][sale->of];

        if (!is_live(at, sale) || state_of(at, enterprise)[0] == '\0')
            continue;
        add_sale(sale, model_line(at->report, "sales"));
        add_sale(sale, model_line(at->report, "sales %d", sale->year));
        add_sale(sale, model_line(at->report, "line %s %d", enterprise->line, sale->year));
        add_sale(sale, model_line(at->report, "sold %d %d %d", enterprise->project,
                                  enterprise->north, sale->year));
        add_sale(sale, model_line(at->report, "of s%d %d", enterprise->subject, sale->year));
    }
}

/* ---- the whole ---- */

static void add_noun(const struct looking *at, int noun)
{
    for (int id = 0; id < IDS; id++) {
        const struct model_dossier *dossier = &at->model->dossiers[noun][id];

        if (state_of(at, dossier)[0] == '\0')
            continue;
        for (int table = 0; table < TABLES; table++) {
            if (table < OF_ENTERPRISES || noun == ENTERPRISE_OF)
                add_dossier(at, (enum table)table, noun, id);
        }
        add_reached(at, noun, id);
        if (noun != MILESTONE_OF)
            continue;
        add_milestone(at, dossier, model_line(at->report, "milestones"));
        add_milestone(at, dossier, model_line(at->report, "milestones %d", dossier->project));
    }
}

void model_report(const struct model *model, int32_t through, int64_t known_us, int32_t today,
                  struct model_report *report)
{
    const struct looking at = {model, report, through, known_us, today};

    report->count = 0;
    (void)model_line(report, "enterprises");
    (void)model_line(report, "milestones");
    (void)model_line(report, "trade");
    (void)model_line(report, "sales");
    for (int noun = 0; noun < NOUNS; noun++)
        add_noun(&at, noun);
    add_facts(&at);
    add_trade(&at);
    add_sales(&at);
}
