#include "services/engagement_model.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ALWAYS INT64_MAX

/* ---- days ---- */

static time_t noon_of(int32_t day)
{
    struct tm tm = {.tm_year = day / 10000 - 1900,
                    .tm_mon = day / 100 % 100 - 1,
                    .tm_mday = day % 100,
                    .tm_hour = 12};

    return timegm(&tm);
}

int32_t model_day_after(int32_t day, int days)
{
    time_t then = noon_of(day) + (time_t)days * 86400;
    struct tm tm;

    (void)gmtime_r(&then, &tm);
    return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

/* ---- what was known ---- */

/* The version that was known then; NULL: none. */
static const struct model_event *version(const struct model_thing *thing, int64_t known_us)
{
    const struct model_event *known = NULL;

    for (int i = 0; i < thing->count; i++) {
        if (thing->events[i].us <= known_us)
            known = &thing->events[i];
    }
    return known;
}

static bool stands(const struct model_event *event, int32_t through, int64_t known_us)
{
    return event->us <= known_us && event->retracted_us > known_us && event->day <= through;
}

/* ---- donations ---- */

enum {
    PLEDGED = 1,
    SHIPPED,
    RECEIVED,
    DISTRIBUTED,
    CLOSED,
    CANCELLED
};
enum {
    SHIP = 1,
    RECEIVE,
    EXPLAIN,
    DISTRIBUTE,
    CLOSE,
    CANCEL,
    RETRACT
};

struct donated {
    int state;
    int32_t day;
    int64_t shipped[LINES], received[LINES], distributed[LINES];
    bool open[LINES]; /* a difference nobody has explained */
    int reason[LINES];
};

static bool follow(struct donated *now, const struct model_event *event)
{
    bool differs = now->open[0] || now->open[1];

    if (event->day < now->day)
        return false;
    for (int l = 0; l < LINES; l++) {
        if (event->move == SHIP)
            now->shipped[l] = event->numbers[l];
        if (event->move == RECEIVE) {
            now->received[l] = event->numbers[l];
            now->open[l] = now->received[l] != now->shipped[l];
        }
    }
    switch (event->move) {
    case SHIP:
    case RECEIVE:
        if (now->state != event->move)
            return false;
        now->state++;
        break;
    case EXPLAIN:
        if (now->state != RECEIVED || !now->open[event->site])
            return false;
        now->open[event->site] = false;
        now->reason[event->site] = event->reason;
        break;
    case DISTRIBUTE:
        if ((now->state != RECEIVED && now->state != DISTRIBUTED) || differs ||
            event->numbers[0] > now->received[0] - now->distributed[0])
            return false;
        now->distributed[0] += event->numbers[0];
        now->state = DISTRIBUTED;
        break;
    case CLOSE:
        if ((now->state != RECEIVED && now->state != DISTRIBUTED) || differs)
            return false;
        now->state = CLOSED;
        break;
    default:
        if (now->state != PLEDGED && now->state != SHIPPED)
            return false;
        now->state = CANCELLED;
    }
    now->day = event->day;
    return true;
}

static struct donated donated(const struct model_thing *donation, int32_t through, int64_t known_us)
{
    struct donated now = {.state = PLEDGED, .day = donation->events[0].day};

    for (int i = 1; i < donation->count; i++) {
        if (donation->events[i].move != RETRACT && stands(&donation->events[i], through, known_us))
            (void)follow(&now, &donation->events[i]);
    }
    return now;
}

static struct model_event *last_standing(struct model_thing *donation)
{
    for (int i = donation->count - 1; i > 0; i--) {
        if (donation->events[i].move != RETRACT && donation->events[i].retracted_us == ALWAYS)
            return &donation->events[i];
    }
    return NULL;
}

static bool may_move_donation(const struct model_thing *donation, const struct model_event *event)
{
    struct donated now = donated(donation, 99991231, ALWAYS - 1);

    if (event->move == RETRACT)
        return last_standing((struct model_thing *)(uintptr_t)donation) != NULL;
    return follow(&now, event);
}

/* ---- challenges ---- */

enum {
    DRAFT = 1,
    POSTED,
    TAKEN,
    RETURNED,
    DELIVERED,
    ACCEPTED,
    STOPPED,
    EXPIRED
};
enum {
    POST = 1,
    CLAIM,
    DELIVER,
    RETURN,
    ACCEPT,
    EXTEND,
    STOP
};

static void lapse(struct model_challenge *now)
{
    now->open = -1;
    now->lapsed++;
    now->state = POSTED;
}

static void pass(struct model_challenge *now, int32_t day)
{
    if (now->state < POSTED || now->state > DELIVERED)
        return;
    if (day > now->claim_until && now->state == TAKEN && !now->late)
        lapse(now);
    if (day <= now->deliver_until)
        return;
    if (now->state == TAKEN || now->state == RETURNED)
        lapse(now);
    if (now->state == POSTED)
        now->state = EXPIRED;
}

static bool of_posters(const struct model_challenge *now, const struct model_event *move)
{
    return (now->posters & 1U << move->by) != 0;
}

static bool later(int32_t deadline, int32_t extended, int32_t day)
{
    return extended == deadline || (extended > deadline && extended >= day);
}

static bool may(const struct model_challenge *now, const struct model_event *move)
{
    switch (move->move) {
    case POST:
        return now->state == DRAFT && move->day <= now->claim_until;
    case CLAIM:
        return now->state == POSTED && move->day <= now->deliver_until && !now->used[move->claim] &&
               !of_posters(now, move);
    case DELIVER:
        return (now->state == TAKEN || now->state == RETURNED) && move->claim == now->open &&
               !of_posters(now, move) && move->day <= now->deliver_until;
    case RETURN:
    case ACCEPT:
        return now->state == DELIVERED && move->claim == now->open &&
               (now->makers & 1U << move->by) == 0;
    case EXTEND:
        return now->state >= POSTED && now->state <= DELIVERED && of_posters(now, move) &&
               later(now->claim_until, move->claim_until, move->day) &&
               later(now->deliver_until, move->deliver_until, move->day) &&
               (move->claim_until > now->claim_until || move->deliver_until > now->deliver_until) &&
               move->claim_until <= move->deliver_until;
    default:
        return (now->state == POSTED || now->state == TAKEN) && of_posters(now, move);
    }
}

static void take_claim(struct model_challenge *now, const struct model_event *move)
{
    now->state = TAKEN;
    now->open = move->claim;
    now->used[move->claim] = true;
    now->makers = 1U << move->by;
    now->late = move->day > now->claim_until;
    now->delivered_once = false;
    now->claims++;
}

static void make(struct model_challenge *now, const struct model_event *move)
{
    if (move->move == POST) {
        now->state = POSTED;
        now->posted = move->day;
        now->posters |= 1U << move->by;
    } else if (move->move == CLAIM) {
        take_claim(now, move);
    } else if (move->move == DELIVER) {
        now->state = DELIVERED;
        now->makers |= 1U << move->by;
        now->delivered++;
    } else if (move->move == RETURN) {
        now->state = RETURNED;
    } else if (move->move == ACCEPT) {
        now->state = ACCEPTED;
        now->accepted = move->day;
    } else if (move->move == EXTEND) {
        now->claim_until = move->claim_until;
        now->deliver_until = move->deliver_until;
    } else {
        now->state = STOPPED;
        now->open = -1;
    }
}

struct model_challenge model_challenge(const struct model_thing *challenge, int32_t day,
                                       int64_t known_us)
{
    struct model_challenge now = {.state = DRAFT,
                                  .claim_until = challenge->claim_until,
                                  .deliver_until = challenge->deliver_until,
                                  .open = -1,
                                  .posters = 1U << challenge->events[0].by};

    for (int i = 1; i < challenge->count; i++) {
        const struct model_event *move = &challenge->events[i];

        if (!stands(move, day, known_us))
            continue;
        pass(&now, move->day);
        make(&now, move);
        pass(&now, move->day);
    }
    pass(&now, day);
    return now;
}

/* ---- commands ---- */

static bool may_update_activity(const struct model_thing *activity, const struct model_event *event)
{
    static const bool LEGAL[5][5] = {
        [1] = {[1] = true, [2] = true, [3] = true, [4] = true},
        [2] = {[2] = true, [4] = true},
        [3] = {[3] = true, [4] = true},
    };

    return LEGAL[activity->events[activity->count - 1].move][event->move];
}

/* Counts of one measure and site, of the same month. */
static bool overlaps(const struct model *model, const struct model_thing *count)
{
    for (int i = 0; i < IDS; i++) {
        const struct model_thing *other = &model->things[COUNT][i];

        if (other->count > 0 && other->kind == count->kind && other->site == count->site &&
            other->events[0].day / 100 == count->events[0].day / 100)
            return true;
    }
    return false;
}

bool model_allows(const struct model *model, const struct model_command *command)
{
    const struct model_thing *thing = &model->things[command->noun][command->id];
    const struct model_event *event = &command->event;
    struct model_challenge now;

    if (command->create)
        return thing->count == 0 && (command->noun != COUNT || !overlaps(model, &command->thing));
    if (thing->count == 0 || thing->count == EVENTS)
        return false;
    if (event->version != 0 && event->version != thing->count)
        return false;
    switch (command->noun) {
    case ACTIVITY:
        return may_update_activity(thing, event);
    case COUNT:
        return true;
    case DONATION:
        return may_move_donation(thing, event);
    default:
        now = model_challenge(thing, event->day, ALWAYS - 1);
        return may(&now, event);
    }
}

void model_apply(struct model *model, const struct model_command *command, int64_t us)
{
    struct model_thing *thing = &model->things[command->noun][command->id];
    struct model_event *event;

    if (command->create)
        *thing = command->thing;
    else
        thing->events[thing->count] = command->event;
    event = &thing->events[thing->count];
    if (command->noun == DONATION && !command->create && event->move == RETRACT)
        last_standing(thing)->retracted_us = us;
    if (!command->create && command->noun <= COUNT)
        event->day = thing->events[0].day;
    event->us = us;
    event->retracted_us = ALWAYS;
    thing->count++;
}

/* ---- the report ---- */

static void report_activity(const struct model_thing *activity, int32_t through, int64_t known_us,
                            struct model_report *report)
{
    const struct model_event *known = version(activity, known_us);
    int year;

    if (known == NULL || known->day > through || known->move == 4)
        return;
    year = known->day / 10000;
    model_line(report, "activity state %d %d", activity->kind, known->move)[0]++;
    if (known->move != 2)
        return;
    for (int i = 0; i < 3; i++) {
        int64_t *values = i == 0   ? model_line(report, "activities")
                          : i == 1 ? model_line(report, "activities %d", activity->kind)
                                   : model_line(report, "activities %d %d", activity->kind, year);

        values[0]++;
        values[1] += known->numbers[0];
        values[2] += known->numbers[1];
        values[3] += known->numbers[0] == 0;
    }
    if (known->numbers[2] > 0)
        model_line(report, "people 1")[0] += known->numbers[2];
    if (known->numbers[0] > known->numbers[2])
        model_line(report, "people 0")[0] += known->numbers[0] - known->numbers[2];
}

static void report_count(const struct model_thing *count, int32_t through, int64_t known_us,
                         struct model_report *report)
{
    const struct model_event *known = version(count, known_us);

    if (known == NULL || known->day > through)
        return;
    for (int i = 0; i < 3; i++) {
        int64_t *values = i == 0 ? model_line(report, "health %d", count->kind)
                          : i == 1
                              ? model_line(report, "health %d %d", count->kind, known->day / 10000)
                              : model_line(report, "health at %d %d", count->kind, count->site);

        values[0] += known->numbers[0];
        values[1]++;
        values[2] += known->numbers[1];
    }
}

static void report_line(const struct model_thing *donation, const struct donated *now, int l,
                        struct model_report *report)
{
    bool came = now->state >= RECEIVED;
    int64_t parts[6] = {donation->pledged[l],       now->shipped[l],
                        came ? 0 : now->shipped[l], came ? now->received[l] : 0,
                        now->distributed[l],        came ? now->received[l] - now->shipped[l] : 0};
    int64_t *item = model_line(report, "item %d", l);
    int64_t *worth = model_line(report, "donations");

    item[6]++;
    for (int m = 0; m < 6; m++) {
        item[m] += parts[m];
        worth[m] += parts[m] * donation->worth[l];
    }
    if (parts[5] != 0) {
        int64_t *why = model_line(report, "why %d %d", l, now->reason[l]);

        why[0]++;
        why[1] += parts[5];
        why[2] += parts[5] * donation->worth[l];
    }
}

static void report_donation(const struct model_thing *donation, int32_t through, int64_t known_us,
                            struct model_report *report)
{
    struct donated now;
    int64_t *state;

    if (donation->events[0].us > known_us || donation->events[0].day > through)
        return;
    now = donated(donation, through, known_us);
    state = model_line(report, "donation state %d", now.state);
    state[0]++;
    state[1] +=
        donation->pledged[0] * donation->worth[0] + donation->pledged[1] * donation->worth[1];
    if (now.state == CANCELLED)
        return;
    model_line(report, "donations")[6]++;
    for (int l = 0; l < LINES; l++)
        report_line(donation, &now, l, report);
    for (int i = 1; i < donation->count; i++) {
        const struct model_event *event = &donation->events[i];

        if (event->move == DISTRIBUTE && stands(event, through, known_us))
            model_line(report, "at %d", event->site)[0] += event->numbers[0];
    }
}

static void report_challenge(const struct model_thing *challenge, int32_t day, int64_t known_us,
                             struct model_report *report)
{
    struct model_challenge now;
    int64_t *all = model_line(report, "challenges");
    int64_t *state;

    if (challenge->events[0].us > known_us)
        return;
    now = model_challenge(challenge, day, known_us);
    state = model_line(report, "challenge state %d", now.state);
    state[0]++;
    state[1] += challenge->reward;
    all[0]++;
    all[1] += now.state != DRAFT;
    all[2] += now.claims > 0;
    all[3] += now.delivered > 0;
    all[4] += now.claims;
    all[5] += now.lapsed;
    if (now.state >= POSTED && now.state <= DELIVERED)
        all[6] += challenge->reward;
    if (now.state == ACCEPTED)
        all[7] += challenge->reward;
}

void model_report(const struct model *model, int32_t through, int64_t known_us, int32_t today,
                  struct model_report *report)
{
    report->count = 0;
    (void)model_line(report, "activities");
    (void)model_line(report, "donations");
    (void)model_line(report, "challenges");
    for (int id = 0; id < IDS; id++) {
        const struct model_thing *challenge = &model->things[CHALLENGE][id];

        report_activity(&model->things[ACTIVITY][id], through, known_us, report);
        report_count(&model->things[COUNT][id], through, known_us, report);
        if (model->things[DONATION][id].count > 0)
            report_donation(&model->things[DONATION][id], through, known_us, report);
        if (challenge->count > 0)
            report_challenge(challenge, through < today ? through : today, known_us, report);
    }
}
