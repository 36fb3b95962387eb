#include "engagement_report/engagement_report_wire.h"

#include "app/date.h"
#include "engagement_field.h"
#include "report/row_wire.h"

typedef Caravan__Projects__V1__EngagementReportResponse answer;

/* A new message of `name`, or return NULL. */
#define NEW_MESSAGE(message, name)                                                                 \
    do {                                                                                           \
        (message) = cv_arena_alloc(arena, sizeof(*(message)));                                     \
        if ((message) == NULL)                                                                     \
            return NULL;                                                                           \
        caravan__projects__v1__##name##__init(message);                                            \
    } while (false)

/* ---- activities and campaigns ---- */

static void *activity_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct people_row *row = thing;
    Caravan__Projects__V1__ActivityRow *message;

    (void)programme;
    NEW_MESSAGE(message, activity_row);
    message->kind = (Caravan__Projects__V1__ActivityKind)row->sum.kind;
    message->year = row->sum.year;
    message->records = row->sum.records;
    message->persons = row->withheld ? 0 : row->sum.persons;
    message->person_times = row->withheld ? 0 : row->sum.person_times;
    message->persons_unknown = row->sum.persons_unknown;
    message->withheld = row->withheld;
    return message;
}

static void *people_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct group_row *row = thing;
    Caravan__Projects__V1__ActivityPeopleRow *message;

    (void)programme;
    NEW_MESSAGE(message, activity_people_row);
    message->age_band = (Caravan__Projects__V1__AgeBand)row->sum.age_band;
    message->sex = (Caravan__Projects__V1__Sex)row->sum.sex;
    message->persons = row->withheld ? 0 : row->sum.persons;
    message->withheld = row->withheld;
    return message;
}

static void *activity_project_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct activity_project *row = thing;
    Caravan__Projects__V1__ActivityProjectRow *message;

    NEW_MESSAGE(message, activity_project_row);
    message->project = field_project_name(arena, programme, row->project);
    message->records = row->records;
    return message;
}

/* The years of one kind and state, which are beside each other, in one row. */
static void put_activity_states(struct cv_arena *arena, const struct engagement_report *made,
                                answer *message)
{
    Caravan__Projects__V1__ActivityStateRow *row = NULL;

    message->activities_by_state =
        cv_arena_array(arena, made->activity_count + 1, sizeof(*message->activities_by_state));
    for (size_t i = 0; message->activities_by_state != NULL && i < made->activity_count; i++) {
        const struct activity_sum *sum = &made->activities[i];

        if (row == NULL || row->kind != sum->kind || row->state != sum->state) {
            row = cv_arena_alloc(arena, sizeof(*row));
            if (row == NULL)
                return;
            caravan__projects__v1__activity_state_row__init(row);
            row->kind = (Caravan__Projects__V1__ActivityKind)sum->kind;
            row->state = (Caravan__Projects__V1__ActivityState)sum->state;
            message->activities_by_state[message->n_activities_by_state++] = row;
        }
        row->records += sum->records;
    }
}

static void *health_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct health_sum *row = thing;
    Caravan__Projects__V1__HealthRow *message;
    bool money =
        row->measure == CARAVAN__PROJECTS__V1__HEALTH_MEASURE__HEALTH_MEASURE_MEDICINE_VALUE;

    (void)programme;
    NEW_MESSAGE(message, health_row);
    message->measure = (Caravan__Projects__V1__HealthMeasure)row->measure;
    message->site = cv_wire_text(row->site);
    message->year = row->year;
    message->count = money ? 0 : (int64_t)row->value;
    message->amount_minor = money ? (int64_t)row->value : 0;
    message->records = row->records;
    message->fewer_than_ten = row->fewer;
    return message;
}

/* ---- donations ---- */

static void *donation_wire_row(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct donation_row *row = thing;
    Caravan__Projects__V1__DonationRow *message;

    NEW_MESSAGE(message, donation_row);
    message->item = cv_wire_text(row->item);
    message->unit = cv_wire_text(row->unit);
    message->donor = field_partner_name(arena, programme, row->donor);
    message->records = row->records;
    message->pledged_minor = (int64_t)row->minor[DONATED_PLEDGED];
    message->shipped_minor = (int64_t)row->minor[DONATED_SHIPPED];
    message->in_transit_minor = (int64_t)row->minor[DONATED_IN_TRANSIT];
    message->received_minor = (int64_t)row->minor[DONATED_RECEIVED];
    message->distributed_minor = (int64_t)row->minor[DONATED_DISTRIBUTED];
    message->difference_minor = (int64_t)row->minor[DONATED_DIFFERENCE];
    return message;
}

/* Quantities are added up only of one item, in one unit. */
static void *item_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct donation_row *row = thing;
    Caravan__Projects__V1__DonationRow *message = donation_wire_row(arena, programme, thing);

    if (message == NULL)
        return NULL;
    message->pledged = (int64_t)row->quantity[DONATED_PLEDGED];
    message->shipped = (int64_t)row->quantity[DONATED_SHIPPED];
    message->in_transit = (int64_t)row->quantity[DONATED_IN_TRANSIT];
    message->received = (int64_t)row->quantity[DONATED_RECEIVED];
    message->distributed = (int64_t)row->quantity[DONATED_DISTRIBUTED];
    message->difference = (int64_t)row->quantity[DONATED_DIFFERENCE];
    return message;
}

static void *donation_state_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct donation_row *row = thing;
    Caravan__Projects__V1__DonationStateRow *message;

    (void)programme;
    NEW_MESSAGE(message, donation_state_row);
    message->state = (Caravan__Projects__V1__DonationState)row->state;
    message->records = row->records;
    message->pledged_minor = (int64_t)row->minor[DONATED_PLEDGED];
    return message;
}

static void *donation_site_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct donation_row *row = thing;
    Caravan__Projects__V1__DonationSiteRow *message;

    (void)programme;
    NEW_MESSAGE(message, donation_site_row);
    message->site = cv_wire_text(row->site);
    message->item = cv_wire_text(row->item);
    message->unit = cv_wire_text(row->unit);
    message->quantity = (int64_t)row->quantity[DONATED_DISTRIBUTED];
    message->amount_minor = (int64_t)row->minor[DONATED_DISTRIBUTED];
    return message;
}

static void *difference_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct donation_row *row = thing;
    Caravan__Projects__V1__DonationDifferenceRow *message;

    (void)programme;
    NEW_MESSAGE(message, donation_difference_row);
    message->item = cv_wire_text(row->item);
    message->unit = cv_wire_text(row->unit);
    message->reason = (Caravan__Projects__V1__DifferenceReason)row->reason;
    message->records = row->records;
    message->quantity = (int64_t)row->quantity[DONATED_DIFFERENCE];
    message->amount_minor = (int64_t)row->minor[DONATED_DIFFERENCE];
    return message;
}

/* ---- challenges ---- */

static void *challenge_figures(struct cv_arena *arena, const struct challenge_tables *tables)
{
    Caravan__Projects__V1__ChallengeFigures *message;

    NEW_MESSAGE(message, challenge_figures);
    message->records = tables->total.records;
    message->posted = tables->posted;
    message->claimed = tables->claimed;
    message->delivered = tables->delivered;
    message->accepted = tables->accepted;
    message->claims = tables->claims;
    message->claims_lapsed = tables->claims_lapsed;
    message->median_days = tables->median_days;
    message->reserved_minor = (int64_t)tables->total.reserved_minor;
    message->posted_minor = (int64_t)tables->total.posted_minor;
    message->freed_minor = (int64_t)tables->total.freed_minor;
    return message;
}

static void *challenge_state_wire(struct cv_arena *arena, const struct challenge_row *row)
{
    Caravan__Projects__V1__ChallengeStateRow *message;

    NEW_MESSAGE(message, challenge_state_row);
    message->state = (Caravan__Projects__V1__ChallengeState)row->state;
    message->records = row->records;
    message->reward_minor = (int64_t)row->reward_minor;
    message->reserved_minor = (int64_t)row->reserved_minor;
    message->posted_minor = (int64_t)row->posted_minor;
    message->freed_minor = (int64_t)row->freed_minor;
    return message;
}

static void put_challenges(struct cv_arena *arena, const struct challenge_tables *tables,
                           answer *message)
{
    message->challenges = challenge_figures(arena, tables);
    message->challenges_by_state =
        cv_arena_array(arena, CHALLENGE_EXPIRED + 1, sizeof(*message->challenges_by_state));
    for (int state = 0; message->challenges_by_state != NULL && state <= CHALLENGE_EXPIRED;
         state++) {
        if (tables->states[state].records > 0)
            message->challenges_by_state[message->n_challenges_by_state++] =
                challenge_state_wire(arena, &tables->states[state]);
    }
}

/* ---- the whole ---- */

/* A repeated field of the answer. */
#define PUT(field, rows, count, wire)                                                              \
    PUT_ROWS(arena, made->programme.id, message, field, rows, count, wire)
#define PUT_TABLE(field, table, wire) PUT(field, (table).rows, (table).count, wire)

static void put_people(struct cv_arena *arena, const struct engagement_report *made,
                       answer *message)
{
    const struct people_tables *people = &made->people;
    const struct health_tables *health = &made->health;

    message->activities = activity_wire(arena, made->programme.id, &people->total);
    PUT(activities_by_kind, people->kinds, people->kind_count, activity_wire);
    PUT(activities_by_year, people->years, people->year_count, activity_wire);
    PUT(activity_people, people->groups, people->group_count, people_wire);
    put_activity_states(arena, made, message);
    PUT(activities_by_project, made->projects, made->project_count, activity_project_wire);
    PUT_TABLE(health, health->measures, health_wire);
    PUT_TABLE(health_by_year, health->years, health_wire);
    PUT_TABLE(health_by_site, health->sites, health_wire);
}

static void put_donations(struct cv_arena *arena, const struct engagement_report *made,
                          answer *message)
{
    const struct donation_tables *donations = &made->donations;

    message->donations = donation_wire_row(arena, made->programme.id, &donations->total);
    PUT_TABLE(donations_by_item, donations->items, item_wire);
    PUT_TABLE(donations_by_donor, donations->donors, donation_wire_row);
    PUT_TABLE(donations_by_state, donations->states, donation_state_wire);
    PUT_TABLE(donations_by_site, donations->sites, donation_site_wire);
    PUT_TABLE(donation_differences, donations->differences, difference_wire);
}

answer *engagement_report_wire(struct cv_arena *arena, const struct engagement_report *made)
{
    answer *message;

    NEW_MESSAGE(message, engagement_report_response);
    message->programme = cv_arena_printf(arena, "programmes/%s", made->programme.id);
    message->title = cv_wire_text(made->programme.title);
    message->title_zh = cv_wire_text(made->programme.title_zh);
    message->currency = cv_wire_text(made->programme.currency);
    message->effective_through = cv_wire_date(arena, made->effective_through);
    message->known_at = cv_wire_time(arena, made->known_us);
    put_people(arena, made, message);
    put_donations(arena, made, message);
    put_challenges(arena, &made->challenges, message);
    return arena->exhausted ? NULL : message;
}
