#include "services/results_model.h"

#include <string.h>

#define WHOLE_BP 10000
#define DUE_DAYS 20 /* of PLAIN_LEVEL */

void plain_begin(struct plain_model *model)
{
    memset(model, 0, sizeof(*model));
}

/* ---- what may be ---- */

static bool is_open(enum plain_state state)
{
    return state == PLAIN_DRAFT || state == PLAIN_SUBMITTED || state == PLAIN_RETURNED;
}

int plain_standing(const struct plain_model *model, enum plain_indicator of, int quarter, int place)
{
    for (int id = 0; id < PLAIN_IDS; id++) {
        const struct plain_told *told = &model->told[of][id];

        if (told->state == PLAIN_APPROVED && told->quarter == quarter && told->place == place)
            return id;
    }
    return PLAIN_NONE;
}

static bool may_tell(const struct plain_model *model, const struct plain_command *command)
{
    const struct plain_told *all = model->told[command->of];

    if (command->of == PLAIN_SEEN || all[command->id].state != PLAIN_ABSENT)
        return false;
    for (int id = 0; id < PLAIN_IDS; id++) {
        if (is_open(all[id].state) && all[id].quarter == command->quarter &&
            all[id].place == command->place)
            return false;
    }
    return plain_standing(model, command->of, command->quarter, command->place) ==
           command->supersedes;
}

static bool may_move(const struct plain_told *told, const struct plain_command *command)
{
    bool made = (told->makers >> command->who & 1) == 1;
    bool same = told->version == command->version;

    switch (command->kind) {
    case PLAIN_EDIT:
        return same && is_open(told->state);
    case PLAIN_SUBMIT:
        return told->state == PLAIN_DRAFT || told->state == PLAIN_RETURNED;
    case PLAIN_WITHDRAW:
        return made && is_open(told->state);
    default:
        return same && !made && told->state == PLAIN_SUBMITTED;
    }
}

static bool may_aim(const struct plain_model *model, const struct plain_command *command)
{
    const struct plain_aim *all = model->aims[command->of];

    if (all[command->id].count > 0)
        return false;
    for (int id = 0; id < PLAIN_IDS; id++) {
        if (all[id].count > 0 && all[id].quarter == command->quarter &&
            all[id].place == command->place)
            return false;
    }
    return true;
}

bool plain_allows(const struct plain_model *model, const struct plain_command *command)
{
    const struct plain_seen *seen = &model->seen[command->id];

    switch (command->kind) {
    case PLAIN_TELL:
        return may_tell(model, command);
    case PLAIN_AIM:
        return may_aim(model, command);
    case PLAIN_CHANGE:
        return model->aims[command->of][command->id].count > 0 &&
               model->aims[command->of][command->id].count == command->version;
    case PLAIN_BASE:
        return model->bases[command->of].count + 1 == command->version;
    case PLAIN_OBSERVE:
        return !seen->is;
    case PLAIN_TAKE_BACK:
        return seen->is && seen->reversed_us == PLAIN_NEVER;
    default:
        return may_move(&model->told[command->of][command->id], command);
    }
}

/* ---- what then is ---- */

static void add_version(struct plain_aim *aim, const struct plain_command *command, int64_t at_us)
{
    if (aim->count < PLAIN_VERSIONS)
        aim->versions[aim->count++] = (struct plain_version){
            .at_us = at_us,
            .value = command->value,
            .rating = command->rating,
            .text = command->text,
        };
}

static void tell(struct plain_told *told, const struct plain_command *command)
{
    *told = (struct plain_told){
        .state = command->draft ? PLAIN_DRAFT : PLAIN_SUBMITTED,
        .makers = 1u << command->who,
        .corrects = command->supersedes,
        .quarter = command->quarter,
        .place = command->place,
        .documents = command->documents,
        .approved_us = PLAIN_NEVER,
        .superseded_us = PLAIN_NEVER,
    };
}

static void apply_told(struct plain_model *model, const struct plain_command *command,
                       int64_t at_us)
{
    static const enum plain_state STATES[PLAIN_KINDS] = {[PLAIN_SUBMIT] = PLAIN_SUBMITTED,
                                                         [PLAIN_APPROVE] = PLAIN_APPROVED,
                                                         [PLAIN_RETURN] = PLAIN_RETURNED,
                                                         [PLAIN_REJECT] = PLAIN_REJECTED,
                                                         [PLAIN_WITHDRAW] = PLAIN_WITHDRAWN};
    struct plain_told *all = model->told[command->of];
    struct plain_told *told = &all[command->id];

    if (command->kind == PLAIN_TELL)
        tell(told, command);
    if (command->kind == PLAIN_TELL || command->kind == PLAIN_EDIT) {
        told->value = command->value;
        told->weight = command->weight;
        told->rating = command->rating;
        told->text = command->text;
    } else {
        told->state = STATES[command->kind];
    }
    if (command->kind == PLAIN_EDIT || command->kind == PLAIN_SUBMIT)
        told->makers |= 1u << command->who;
    told->version++;
    if (command->kind != PLAIN_APPROVE)
        return;
    told->approved_us = at_us;
    if (told->corrects == PLAIN_NONE)
        return;
    all[told->corrects].state = PLAIN_SUPERSEDED;
    all[told->corrects].superseded_us = at_us;
    all[told->corrects].version++;
}

void plain_apply(struct plain_model *model, const struct plain_command *command, int64_t at_us)
{
    struct plain_aim *aim = &model->aims[command->of][command->id];

    switch (command->kind) {
    case PLAIN_AIM:
        aim->quarter = command->quarter;
        aim->place = command->place;
        add_version(aim, command, at_us);
        break;
    case PLAIN_CHANGE:
        add_version(aim, command, at_us);
        break;
    case PLAIN_BASE:
        add_version(&model->bases[command->of], command, at_us);
        break;
    case PLAIN_OBSERVE:
        model->seen[command->id] = (struct plain_seen){true,           command->place, command->on,
                                                       command->value, at_us,          PLAIN_NEVER};
        break;
    case PLAIN_TAKE_BACK:
        model->seen[command->id].reversed_us = at_us;
        break;
    default:
        apply_told(model, command, at_us);
    }
}

/* ---- what counts ---- */

int32_t plain_last_day(int quarter)
{
    static const int32_t ENDS[] = {331, 630, 930, 1231};

    return (2024 + quarter / 4) * 10000 + ENDS[quarter % 4];
}

/* One thing that counts: a result that stands, or an observation. */
struct fact {
    int place;
    int32_t on;
    int64_t at_us;
    int64_t value;
    int64_t weight;
    const struct plain_told *told; /* NULL: an observation */
};

struct facts {
    struct fact rows[PLAIN_IDS];
    int count;
};

static void find_facts(const struct plain_model *model, enum plain_indicator of,
                       const struct plain_dates *dates, struct facts *facts)
{
    facts->count = 0;
    for (int id = 0; id < PLAIN_IDS; id++) {
        const struct plain_told *told = &model->told[of][id];
        const struct plain_seen *seen = &model->seen[id];

        if (of == PLAIN_SEEN && seen->is && seen->recorded_us <= dates->known_us &&
            seen->reversed_us > dates->known_us && seen->on <= dates->through)
            facts->rows[facts->count++] =
                (struct fact){seen->place, seen->on, seen->recorded_us, seen->value, 0, NULL};
        if (told->state != PLAIN_ABSENT && told->approved_us <= dates->known_us &&
            told->superseded_us > dates->known_us &&
            plain_last_day(told->quarter) <= dates->through)
            facts->rows[facts->count++] =
                (struct fact){told->place,       plain_last_day(told->quarter),
                              told->approved_us, told->value,
                              told->weight,      told};
    }
}

static bool is_level(enum plain_indicator of)
{
    return of == PLAIN_LEVEL || of == PLAIN_SITES_LAST || of == PLAIN_LAST;
}

static int project_of(int place)
{
    return place == 3;
}

static bool is_newest(const struct facts *facts, enum plain_indicator of, int at, int32_t to)
{
    const struct fact *fact = &facts->rows[at];

    for (int i = 0; i < facts->count; i++) {
        const struct fact *other = &facts->rows[i];
        bool same = of == PLAIN_LEVEL        ? other->place == fact->place
                    : of == PLAIN_SITES_LAST ? project_of(other->place) == project_of(fact->place)
                                             : true;

        if (same && other->on <= to &&
            (other->on > fact->on || (other->on == fact->on && other->at_us > fact->at_us)))
            return false;
    }
    return true;
}

static int64_t quotient(int64_t n, int64_t d)
{
    int64_t twice = n % d * 2;

    return n / d + (twice > d || (twice == d && n / d % 2 == 1) ? 1 : 0);
}

/* Of the days after `from` up to `to`. */
static void find_actual(const struct facts *facts, enum plain_indicator of, int32_t from,
                        int32_t to, struct plain_cell *cell)
{
    for (int i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->rows[i];
        bool within = fact->on > from && fact->on <= to;

        if (of == PLAIN_WORDS || (of == PLAIN_RATIO && fact->weight == 0))
            continue;
        cell->actual = cell->actual || within;
        if (is_level(of) ? fact->on > to || !is_newest(facts, of, i, to) : !within)
            continue;
        cell->value += fact->value;
        cell->weight += fact->weight;
        cell->count++;
    }
    if (of == PLAIN_RATIO && cell->actual)
        cell->value = quotient(cell->value * 100, cell->weight);
}

static void find_reports(const struct facts *facts, int quarter, struct plain_cell *cell)
{
    for (int i = 0; i < facts->count; i++) {
        const struct plain_told *told = facts->rows[i].told;

        if (told == NULL || told->quarter != quarter)
            continue;
        cell->is = true;
        cell->documents += told->documents;
        if (told->approved_us < cell->approved_us)
            continue;
        cell->approved_us = told->approved_us;
        cell->rating = told->rating;
        cell->text = told->text;
    }
}

/* ---- what was aimed at ---- */

/* How many versions were known then. */
static int known_versions(const struct plain_aim *aim, int64_t known_us)
{
    int count = 0;

    while (count < aim->count && aim->versions[count].at_us <= known_us)
        count++;
    return count;
}

/* NULL: none was known. */
static const struct plain_aim *find_aim(const struct plain_model *model, enum plain_indicator of,
                                        int quarter, int place, int64_t known_us)
{
    for (int id = 0; id < PLAIN_IDS; id++) {
        const struct plain_aim *aim = &model->aims[of][id];

        if (aim->quarter == quarter && aim->place == place && known_versions(aim, known_us) > 0)
            return aim;
    }
    return NULL;
}

static bool add_aim(const struct plain_aim *aim, int64_t known_us, struct plain_cell *cell)
{
    int count = aim == NULL ? 0 : known_versions(aim, known_us);
    const struct plain_version *last;

    if (count == 0)
        return false;
    last = &aim->versions[count - 1];
    cell->target = true;
    cell->aim += last->value;
    cell->first_aim += aim->versions[0].value;
    cell->aim_rating = last->rating;
    cell->first_rating = aim->versions[0].rating;
    cell->changes += count - 1;
    if (count > 1 && last->at_us > cell->changed_us) {
        cell->changed_us = last->at_us;
        cell->reason = last->text;
    }
    return true;
}

static void find_target(const struct plain_model *model, enum plain_indicator of, int quarter,
                        int64_t known_us, struct plain_cell *cell)
{
    bool sums = of != PLAIN_RATIO && of != PLAIN_WORDS && of != PLAIN_LAST;

    if (add_aim(find_aim(model, of, quarter, PLAIN_NONE, known_us), known_us, cell) || !sums)
        return;
    cell->summed = true;
    (void)add_aim(find_aim(model, of, quarter, 3, known_us), known_us, cell);
    if (add_aim(find_aim(model, of, quarter, 0, known_us), known_us, cell) ||
        of == PLAIN_SITES_LAST)
        return;
    (void)add_aim(find_aim(model, of, quarter, 1, known_us), known_us, cell);
    (void)add_aim(find_aim(model, of, quarter, 2, known_us), known_us, cell);
}

static bool has_begun(int quarter, const struct plain_dates *dates)
{
    return quarter == 0 || plain_last_day(quarter - 1) < dates->through;
}

static void find_whole_target(const struct plain_model *model, enum plain_indicator of,
                              const struct plain_dates *dates, const struct plain_cell *cells,
                              struct plain_cell *total)
{
    bool flow = of == PLAIN_FLOW || of == PLAIN_SEEN;

    find_target(model, of, PLAIN_NONE, dates->known_us, total);
    if (total->target)
        return;
    total->summed = false;
    for (int quarter = 0; quarter < PLAIN_QUARTERS; quarter++) {
        const struct plain_cell *cell = &cells[quarter];

        if (!cell->target || !has_begun(quarter, dates))
            continue;
        total->target = true;
        total->summed = flow || cell->summed;
        total->aim = cell->aim + (flow ? total->aim : 0);
        total->first_aim = cell->first_aim + (flow ? total->first_aim : 0);
        total->aim_rating = cell->aim_rating;
        total->first_rating = cell->first_rating;
        total->changes = cell->changes + (flow ? total->changes : 0);
        if (flow && cell->changed_us <= total->changed_us)
            continue;
        total->changed_us = cell->changed_us;
        total->reason = cell->reason;
    }
}

/* ---- who reported ---- */

/* Days since some day. */
static int64_t ordinal(int32_t on)
{
    int64_t year = on / 10000 - (on / 100 % 100 < 3);
    int64_t month = (on / 100 % 100 + 9) % 12;

    return year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + on % 100;
}

static bool has_reported(const struct facts *facts, int place, int quarter)
{
    for (int i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->rows[i];

        if (fact->on <= plain_last_day(quarter) &&
            (quarter == 0 || fact->on > plain_last_day(quarter - 1)) &&
            (fact->place == place || (place == 0 && fact->place < 3)))
            return true;
    }
    return false;
}

static void find_places(const struct plain_model *model, enum plain_indicator of, int quarter,
                        const struct facts *facts, const struct plain_dates *dates,
                        struct plain_cell *cell)
{
    int64_t late = ordinal(dates->as_of) - ordinal(plain_last_day(quarter));

    for (int place = 0; place < PLAIN_PLACES; place++) {
        if (find_aim(model, of, quarter, place, dates->known_us) == NULL)
            continue;
        cell->is = true;
        cell->expected++;
        if (has_reported(facts, place, quarter))
            cell->reported++;
        else
            cell->overdue += late > (of == PLAIN_LEVEL ? DUE_DAYS : 0);
    }
}

/* ---- the matrix ---- */

static void find_achieved(enum plain_indicator of, const struct plain_row *row,
                          struct plain_cell *cell)
{
    bool based = row->based && of != PLAIN_FLOW && of != PLAIN_SEEN;
    int64_t way = cell->aim - (based ? row->base : 0);
    int64_t gone = cell->value - (based ? row->base : 0);

    if (!cell->actual || !cell->target || way == 0 || (of == PLAIN_LAST && !based))
        return;
    if (way < 0) {
        way = -way;
        gone = -gone;
    }
    cell->achieved = true;
    cell->achieved_bp =
        gone < 0 ? -quotient(-gone * WHOLE_BP, way) : quotient(gone * WHOLE_BP, way);
}

static void add_up(const struct plain_dates *dates, struct plain_row *row)
{
    struct plain_cell *total = &row->total;

    for (int quarter = 0; quarter < PLAIN_QUARTERS; quarter++) {
        const struct plain_cell *cell = &row->cells[quarter];

        if (plain_last_day(quarter) <= dates->as_of) {
            total->expected += cell->expected;
            total->reported += cell->reported;
            total->overdue += cell->overdue;
        }
        total->documents += cell->documents;
        if (cell->approved_us > total->approved_us)
            total->approved_us = cell->approved_us;
        if (cell->approved_us == 0)
            continue;
        total->rating = cell->rating;
        total->text = cell->text;
    }
}

void plain_row(const struct plain_model *model, enum plain_indicator of,
               const struct plain_dates *dates, struct plain_row *row)
{
    const struct plain_aim *bases = &model->bases[of];
    int known = known_versions(bases, dates->known_us);
    struct facts facts;

    memset(row, 0, sizeof(*row));
    row->based = known > 0;
    row->base = known > 0 ? bases->versions[known - 1].value : 0;
    find_facts(model, of, dates, &facts);
    for (int quarter = 0; quarter < PLAIN_QUARTERS; quarter++) {
        struct plain_cell *cell = &row->cells[quarter];

        find_actual(&facts, of, quarter == 0 ? 0 : plain_last_day(quarter - 1),
                    plain_last_day(quarter), cell);
        find_reports(&facts, quarter, cell);
        find_target(model, of, quarter, dates->known_us, cell);
        find_places(model, of, quarter, &facts, dates, cell);
        find_achieved(of, row, cell);
        cell->is = cell->is || cell->actual || cell->target;
    }
    find_actual(&facts, of, 0, PLAIN_ALL_DAYS, &row->total);
    find_whole_target(model, of, dates, row->cells, &row->total);
    add_up(dates, row);
    find_achieved(of, row, &row->total);
}
