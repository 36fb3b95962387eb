#include "assessment/assessment.h"

#define SCORE_MAX    1000000
#define ATTEMPTS_MAX 20

void assessment_read(struct cv_check *check, const Caravan__Training__V1__Assessment *message,
                     struct assessment *assessment)
{
    cv_field_titles(check, "assessment.title", message->title, message->title_zh);
    cv_check_range(check, "assessment.max_score", message->max_score, 1, SCORE_MAX);
    cv_check_range(check, "assessment.pass_score", message->pass_score, 1, message->max_score);
    cv_check_range(check, "assessment.attempts_allowed", message->attempts_allowed, 1,
                   ATTEMPTS_MAX);
    cv_field_enum(check, "assessment.rule", &caravan__training__v1__result_rule__descriptor,
                  message->rule, true);
    assessment->title = message->title;
    assessment->title_zh = message->title_zh;
    assessment->max_score = message->max_score;
    assessment->pass_score = message->pass_score;
    assessment->attempts_allowed = message->attempts_allowed;
    assessment->rule = (int64_t)message->rule;
}

Caravan__Training__V1__Assessment *assessment_wire(struct cv_arena *arena,
                                                   const struct cv_id ids[2],
                                                   const struct assessment *assessment)
{
    Caravan__Training__V1__Assessment *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__assessment__init(message);
    message->name = cv_arena_printf(arena, "courses/%s/cohorts/%s/assessments/%s", ids[0].text,
                                    ids[1].text, assessment->id);
    message->title = cv_wire_text(assessment->title);
    message->title_zh = cv_wire_text(assessment->title_zh);
    message->max_score = (int32_t)assessment->max_score;
    message->pass_score = (int32_t)assessment->pass_score;
    message->attempts_allowed = (int32_t)assessment->attempts_allowed;
    message->rule = (Caravan__Training__V1__ResultRule)assessment->rule;
    message->recorded_time = cv_wire_time(arena, assessment->recorded_us);
    return message;
}
