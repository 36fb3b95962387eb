#include "medal/medal.h"

#include "organisation/organisation.h"

#define COUNT_MAX 1000

void medal_read(struct cv_check *check, const Caravan__Training__V1__Medal *message,
                struct medal *medal)
{
    cv_check_text(check, "medal.competition", message->competition, CV_FIELD_TITLE_MAX, true);
    cv_check_text(check, "medal.event", message->event, CV_FIELD_TITLE_MAX, false);
    cv_field_enum(check, "medal.level", &caravan__training__v1__competition_level__descriptor,
                  message->level, true);
    cv_field_enum(check, "medal.rank", &caravan__training__v1__medal_rank__descriptor,
                  message->rank, true);
    cv_check_range(check, "medal.count", message->count, 1, COUNT_MAX);
    cv_check_text(check, "medal.reference", message->reference, CV_FIELD_REFERENCE_MAX, false);
    medal->organisation =
        organisation_read_name(check, "medal.organisation", message->organisation);
    medal->competition = message->competition;
    medal->event = message->event;
    medal->level = (int64_t)message->level;
    medal->rank = (int64_t)message->rank;
    medal->effective_on =
        cv_field_past_date(check, "medal.effective_date", message->effective_date, true);
    medal->count = message->count;
    medal->reference = message->reference;
}

Caravan__Training__V1__Medal *medal_wire(struct cv_arena *arena, const struct medal *medal)
{
    Caravan__Training__V1__Medal *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__medal__init(message);
    message->name = cv_arena_printf(arena, "medals/%s", medal->record.id);
    message->organisation = cv_arena_printf(arena, "organisations/%s", medal->organisation);
    message->competition = cv_wire_text(medal->competition);
    message->event = cv_wire_text(medal->event);
    message->level = (Caravan__Training__V1__CompetitionLevel)medal->level;
    message->rank = (Caravan__Training__V1__MedalRank)medal->rank;
    message->effective_date = cv_wire_date(arena, medal->effective_on);
    message->count = (int32_t)medal->count;
    message->reference = cv_wire_text(medal->reference);
    message->recorded_time = cv_wire_time(arena, medal->record.recorded_us);
    if (medal->record.struck_us != 0)
        message->struck_time = cv_wire_time(arena, medal->record.struck_us);
    message->struck_reason = cv_wire_text(medal->record.struck_reason);
    return message;
}
