#include "naive_hub.h"

#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define S(name) CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_##name
#define P(name) CARAVAN__LOGISTICS__V1__PARCEL_STATE__PARCEL_STATE_##name

enum odd {
    FUTURE,
    UNKNOWN_CHUTE,
    CHUTE_DISABLED,
    CHUTE_NOT_IN_PLAN,
    UNKNOWN_BAG,
    BAG_NOT_OPEN,
    UNKNOWN_DESTINATION,
    RELABEL_CYCLE,
    RELABEL_IN_USE,
    DELIVERED_BEFORE_INBOUND,
    AFTER_DELIVERED,
    FINE,
};

const char *const NAIVE_ODDS[12] = {"FUTURE",
                                    "UNKNOWN_CHUTE",
                                    "CHUTE_DISABLED",
                                    "CHUTE_NOT_IN_PLAN",
                                    "UNKNOWN_BAG",
                                    "BAG_NOT_OPEN",
                                    "UNKNOWN_DESTINATION",
                                    "RELABEL_CYCLE",
                                    "RELABEL_IN_USE",
                                    "DELIVERED_BEFORE_INBOUND",
                                    "AFTER_DELIVERED",
                                    ""};

/* ---- in which order it happened, and which parcel is which ---- */

static int happened(const void *a, const void *b)
{
    const struct naive_scan *x = a;
    const struct naive_scan *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    if (x->step != y->step)
        return (int)x->step - (int)y->step;
    if (x->reader != y->reader)
        return x->reader - y->reader;
    return x->number < y->number ? -1 : x->number > y->number;
}

static bool ties(const struct naive_scan *scan)
{
    return scan->step == S(RELABELLED) || scan->step == S(MERGED) || scan->step == S(UNMERGED);
}

static bool is_future(const struct naive_hub *hub, const struct naive_scan *scan)
{
    return scan->at_us > hub->now_us + 5 * MINUTE;
}

/* Whose number the scan bears: a new label bears the new number. */
static int whose(const struct naive_scan *scan)
{
    return scan->step == S(RELABELLED) ? scan->other : scan->parcel;
}

static bool was_another(const struct naive_hub *hub, size_t relabelled)
{
    for (size_t i = 0; i < relabelled; i++) {
        if (whose(&hub->scans[i]) == hub->scans[relabelled].other && !ties(&hub->scans[i]) &&
            !is_future(hub, &hub->scans[i]))
            return true;
    }
    return false;
}

static int in_the_end(const struct naive_hub *hub, int parcel)
{
    while (hub->is[parcel] != parcel)
        parcel = hub->is[parcel];
    return parcel;
}

void naive_judge(struct naive_hub *hub)
{
    qsort(hub->scans, hub->count, sizeof(hub->scans[0]), happened);
    for (int i = 0; i < NAIVE_PARCELS; i++)
        hub->is[i] = i;
    for (size_t i = 0; i < hub->count; i++) {
        const struct naive_scan *scan = &hub->scans[i];
        int one = whose(scan);
        int other = scan->step == S(RELABELLED) ? scan->parcel : scan->other;

        hub->circle[i] = hub->in_use[i] = false;
        if (!ties(scan) || is_future(hub, scan))
            continue;
        if (scan->step == S(UNMERGED)) {
            hub->is[one] = one;
            continue;
        }
        for (int at = other;; at = hub->is[at]) { /* would it be itself? */
            hub->circle[i] |= at == one;
            if (hub->is[at] == at)
                break;
        }
        if (hub->circle[i])
            continue;
        hub->in_use[i] = scan->step == S(RELABELLED) && was_another(hub, i);
        if (!hub->in_use[i])
            hub->is[one] = other;
    }
}

/* ---- what is strange about one scan ---- */

static enum odd chute_odd(const struct naive_hub *hub, const struct naive_scan *scan)
{
    int64_t at_us = scan->at_us < hub->now_us ? scan->at_us : hub->now_us;
    const struct naive_plan *plan = NULL;

    if (scan->chute_unknown)
        return UNKNOWN_CHUTE;
    if (scan->chute == 0 || scan->step != S(ASSIGNED))
        return FINE;
    if (hub->out_of_service[scan->chute])
        return CHUTE_DISABLED;
    for (size_t i = 0; i < hub->plan_count; i++) {
        if (hub->plans[i].from_us <= at_us)
            plan = &hub->plans[i];
    }
    return plan != NULL && !plan->has[scan->chute] ? CHUTE_NOT_IN_PLAN : FINE;
}

static enum odd odd_of(const struct naive_hub *hub, const struct naive_scan *scan)
{
    if (is_future(hub, scan))
        return FUTURE;
    if (scan->step == S(BAGGED) && hub->bag_closed_us[scan->bag] != 0 &&
        scan->at_us >= hub->bag_closed_us[scan->bag])
        return BAG_NOT_OPEN;
    if (chute_odd(hub, scan) != FINE)
        return chute_odd(hub, scan);
    if (scan->bag_unknown)
        return UNKNOWN_BAG;
    return scan->prefecture_unknown ? UNKNOWN_DESTINATION : FINE;
}

/* ---- what becomes of a parcel ---- */

struct life {
    const struct naive_hub *hub;
    struct naive_parcel p;
    const struct naive_scan *last;
    const struct naive_scan *round;
    int64_t fell_us;
    bool inbound_guessed, dispatch_guessed;
};

static int64_t patience(Caravan__Logistics__V1__ParcelState state)
{
    switch (state) {
    case P(ASSIGNED):
        return 10 * MINUTE;
    case P(INBOUND):
    case P(DIVERTED):
        return 2 * HOUR;
    case P(NO_READ):
        return 8 * HOUR;
    case P(BAGGED):
        return 12 * HOUR;
    case P(ARRIVED_DEST):
    case P(OUT_FOR_DELIVERY):
    case P(REJECTED):
        return DAY;
    case P(PRE_ADVISED):
    case P(DISPATCHED):
    case P(RETURNED):
        return 3 * DAY;
    default:
        return 0; /* for ever */
    }
}

/* Nothing was heard of it for so long after it should have been seen, or after it was. */
static bool is_lost(const struct naive_parcel *p, int64_t now_us)
{
    int64_t since_us = p->state_us + patience(p->state);

    if (p->state == P(LOST))
        return true;
    if (since_us < p->last_us)
        since_us = p->last_us;
    return !p->held && patience(p->state) != 0 && now_us > since_us + 2 * DAY;
}

static void go(struct life *life, Caravan__Logistics__V1__ParcelState to, int64_t at_us)
{
    struct naive_parcel *p = &life->p;
    bool soon = at_us - p->state_us <= 30 * MINUTE;

    if (p->state == P(DELIVERED) && to != P(DELIVERED) && at_us - p->state_us <= 30 * DAY) {
        if (!soon)
            p->odd |= 1u << AFTER_DELIVERED;
        return;
    }
    if (soon && to < p->state && p->state <= P(DELIVERED))
        return; /* clocks differ */
    p->state = to;
    p->state_us = at_us;
}

static void stand(struct life *life, Caravan__Logistics__V1__ParcelState at, int64_t at_us)
{
    life->p.state = at;
    life->p.state_us = at_us;
}

static void sorted(struct life *life, const struct naive_scan *scan)
{
    if (life->p.sorted_us != 0)
        return;
    life->p.sorted_us = scan->at_us;
    life->p.sorted_chute = scan->chute;
}

static bool missorted(const struct life *life, const char **how)
{
    const struct naive_parcel *p = &life->p;
    int bag_to = life->hub->bag_prefecture[p->bag];

    *how = "";
    if (p->inbound_us != 0 && p->prefecture != 0 && !life->hub->served[p->prefecture])
        *how = "MISSORT_HUB";
    else if (p->prefecture != 0 && bag_to != 0 && bag_to != p->prefecture)
        *how = "MISSORT_BAG";
    else if (p->assigned != 0 && p->chute != 0 && p->assigned != p->chute &&
             (bag_to == 0 || bag_to != p->prefecture))
        *how = "MISSORT_DIVERT";
    return **how != '\0';
}

static bool same_again(const struct life *life, const struct naive_scan *scan)
{
    const struct naive_parcel *p = &life->p;
    const struct naive_scan *last = life->last;

    if (scan->step == S(RECIRCULATED) && life->round != NULL &&
        life->round->reader == scan->reader && scan->at_us - life->round->at_us < 5 * SECOND)
        return true;
    if (last == NULL || last->step != scan->step || last->reader != scan->reader ||
        scan->at_us - last->at_us >= 5 * SECOND)
        return false;
    if (scan->step == S(ASSIGNED))
        return scan->chute == p->assigned;
    if (scan->step == S(DIVERTED))
        return scan->chute == p->chute;
    return scan->step != S(BAGGED) || scan->bag == p->bag;
}

static void bag(struct life *life, const struct naive_scan *scan)
{
    struct naive_parcel *p = &life->p;

    go(life, P(BAGGED), scan->at_us);
    if (odd_of(life->hub, scan) == BAG_NOT_OPEN)
        return;
    if (p->bag != 0 && p->bag != scan->bag)
        p->left_bag = p->bag;
    p->bag = scan->bag;
    sorted(life, scan);
}

static void unbag(struct life *life, const struct naive_scan *scan)
{
    if (scan->bag != 0 && scan->bag != life->p.bag)
        return;
    life->p.bag = 0;
    if (life->p.state == P(BAGGED))
        stand(life, P(DIVERTED), scan->at_us);
}

static void fall(struct life *life, const struct naive_scan *scan)
{
    struct naive_parcel *p = &life->p;

    p->chute = scan->chute;
    life->fell_us = scan->at_us;
    if (p->state == P(REJECTED) && p->assigned == scan->chute)
        return;
    go(life, P(DIVERTED), scan->at_us);
    sorted(life, scan);
}

static void assign(struct life *life, const struct naive_scan *scan)
{
    go(life, P(ASSIGNED), scan->at_us);
    life->p.assigned = scan->chute;
    life->p.plan = scan->plan;
    if (scan->at_us - life->fell_us > MINUTE)
        life->p.chute = 0;
}

static void beyond(struct life *life, const struct naive_scan *scan,
                   Caravan__Logistics__V1__ParcelState to)
{
    bool seen = to == P(DISPATCHED);

    go(life, to, scan->at_us);
    if (life->p.dispatched_us != 0 && !(seen && life->dispatch_guessed))
        return;
    life->p.dispatched_us = scan->at_us;
    life->dispatch_guessed = !seen;
}

static void inbound(struct life *life, const struct naive_scan *scan)
{
    go(life, P(INBOUND), scan->at_us);
    if (life->p.inbound_us == 0 || life->inbound_guessed)
        life->p.inbound_us = scan->at_us;
    life->inbound_guessed = false;
}

static void no_read(struct life *life, const struct naive_scan *scan)
{
    if (life->p.no_read_us == 0)
        life->p.no_read_us = scan->at_us;
    if (life->p.state == P(UNSPECIFIED))
        go(life, P(NO_READ), scan->at_us);
}

static void reject(struct life *life, const struct naive_scan *scan)
{
    struct naive_parcel *p = &life->p;

    if (p->rejected_us == 0)
        p->rejected_us = scan->at_us;
    if (scan->chute != 0)
        p->assigned = scan->chute;
    if (p->state != P(DELIVERED))
        stand(life, P(REJECTED), scan->at_us);
}

static void recirculate(struct life *life, const struct naive_scan *scan)
{
    if (life->p.round_us == 0)
        life->p.round_us = scan->at_us;
    life->p.rounds++;
    life->round = scan;
}

static void deliver(struct life *life, const struct naive_scan *scan)
{
    if (life->p.inbound_us == 0)
        life->p.odd |= 1u << DELIVERED_BEFORE_INBOUND;
    beyond(life, scan, P(DELIVERED));
}

static void in_the_hub(struct life *life, const struct naive_scan *scan)
{
    switch (scan->step) {
    case S(INBOUND):
        inbound(life, scan);
        break;
    case S(WEIGHED):
        life->p.grams = scan->grams;
        break;
    case S(ASSIGNED):
        assign(life, scan);
        break;
    case S(DIVERTED):
        fall(life, scan);
        break;
    case S(BAGGED):
        bag(life, scan);
        break;
    case S(UNBAGGED):
        unbag(life, scan);
        break;
    case S(NO_READ):
        no_read(life, scan);
        break;
    case S(RECIRCULATED):
        recirculate(life, scan);
        break;
    case S(REJECTED):
        reject(life, scan);
        break;
    default:
        break;
    }
}

static void elsewhere(struct life *life, const struct naive_scan *scan)
{
    switch (scan->step) {
    case S(PRE_ADVISED):
        go(life, P(PRE_ADVISED), scan->at_us);
        life->p.declared = scan->grams;
        break;
    case S(DISPATCHED):
        beyond(life, scan, P(DISPATCHED));
        break;
    case S(ARRIVED_DEST):
        beyond(life, scan, P(ARRIVED_DEST));
        break;
    case S(OUT_FOR_DELIVERY):
        beyond(life, scan, P(OUT_FOR_DELIVERY));
        break;
    case S(DELIVERED):
        deliver(life, scan);
        break;
    case S(DELIVERY_FAILED):
        life->p.failures++;
        break;
    case S(RETURNED):
        stand(life, P(RETURNED), scan->at_us);
        break;
    case S(HELD):
    case S(RELEASED):
        life->p.held = scan->step == S(HELD);
        break;
    case S(LOST):
        stand(life, P(LOST), scan->at_us);
        break;
    default:
        break;
    }
}

static void be_found(struct life *life, const struct naive_scan *scan)
{
    if (scan->step == S(LOST) || !is_lost(&life->p, scan->at_us))
        return;
    life->p.found++;
    if (life->p.state == P(LOST))
        stand(life, life->p.inbound_us != 0 ? P(INBOUND) : P(PRE_ADVISED), scan->at_us);
}

static bool needs_a_hub(const struct naive_scan *scan)
{
    return (scan->step >= S(WEIGHED) && scan->step <= S(DISPATCHED)) ||
           (scan->step >= S(NO_READ) && scan->step <= S(REJECTED));
}

static void live(struct life *life, const struct naive_scan *scan)
{
    struct naive_parcel *p = &life->p;
    const char *how;

    be_found(life, scan);
    if (scan->prefecture != 0)
        p->prefecture = scan->prefecture;
    if (p->inbound_us == 0 && needs_a_hub(scan)) {
        p->inbound_us = scan->at_us;
        life->inbound_guessed = true;
    }
    in_the_hub(life, scan);
    elsewhere(life, scan);
    if (missorted(life, &how) && p->missorted_us == 0) {
        p->missorted_us = scan->at_us;
        p->missorted_chute = p->chute;
    }
}

struct naive_parcel naive_fold(const struct naive_hub *hub, int parcel)
{
    struct life life = {.hub = hub};

    for (size_t i = 0; i < hub->count; i++) {
        const struct naive_scan *scan = &hub->scans[i];

        if (in_the_end(hub, whose(scan)) != parcel)
            continue;
        if (odd_of(hub, scan) != FINE)
            life.p.odd |= 1u << odd_of(hub, scan);
        life.p.odd |= (unsigned)hub->circle[i] << RELABEL_CYCLE;
        life.p.odd |= (unsigned)hub->in_use[i] << RELABEL_IN_USE;
        if (hub->circle[i] || is_future(hub, scan))
            continue;
        if (life.p.first_us == 0)
            life.p.first_us = scan->at_us;
        if (!same_again(&life, scan))
            live(&life, scan);
        life.last = scan;
        life.p.last_us = scan->at_us;
    }
    (void)missorted(&life, &life.p.missort);
    life.p.lost_inferred = life.p.state != P(LOST) && is_lost(&life.p, hub->now_us);
    return life.p;
}
