#include "award/award.h"

#include "organisation/organisation.h"

#define COUNT_MAX 1000

void award_read(struct cv_check *check, const Caravan__Training__V1__Award *message,
                struct award *award)
{
    cv_check_text(check, "award.title", message->title, CV_FIELD_TITLE_MAX, true);
    cv_check_text(check, "award.competition", message->competition, CV_FIELD_TITLE_MAX, false);
    cv_field_enum(check, "award.level", &caravan__training__v1__competition_level__descriptor,
                  message->level, true);
    cv_field_enum(check, "award.winners", &caravan__training__v1__award_winners__descriptor,
                  message->winners, true);
    cv_check_range(check, "award.count", message->count, 1, COUNT_MAX);
    cv_check_text(check, "award.reference", message->reference, CV_FIELD_REFERENCE_MAX, false);
    award->organisation =
        organisation_read_name(check, "award.organisation", message->organisation);
    award->title = message->title;
    award->competition = message->competition;
    award->level = (int64_t)message->level;
    award->winners = (int64_t)message->winners;
    award->effective_on =
        cv_field_past_date(check, "award.effective_date", message->effective_date, true);
    award->count = message->count;
    award->reference = message->reference;
}

Caravan__Training__V1__Award *award_wire(struct cv_arena *arena, const struct award *award)
{
    Caravan__Training__V1__Award *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__award__init(message);
    message->name = cv_arena_printf(arena, "awards/%s", award->record.id);
    message->organisation = cv_arena_printf(arena, "organisations/%s", award->organisation);
    message->title = cv_wire_text(award->title);
    message->competition = cv_wire_text(award->competition);
    message->level = (Caravan__Training__V1__CompetitionLevel)award->level;
    message->winners = (Caravan__Training__V1__AwardWinners)award->winners;
    message->effective_date = cv_wire_date(arena, award->effective_on);
    message->count = (int32_t)award->count;
    message->reference = cv_wire_text(award->reference);
    message->recorded_time = cv_wire_time(arena, award->record.recorded_us);
    if (award->record.struck_us != 0)
        message->struck_time = cv_wire_time(arena, award->record.struck_us);
    message->struck_reason = cv_wire_text(award->record.struck_reason);
    return message;
}
