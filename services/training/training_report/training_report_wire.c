#include "training_report/training_report_wire.h"

#include "app/wire.h"

static void pairings_wire(struct cv_arena *arena, const struct exchanges_report *report,
                          Caravan__Training__V1__TrainingReportResponse *message)
{
    Caravan__Training__V1__TrainingReportPairings *rows =
        cv_arena_array(arena, report->pairing_count + 1, sizeof(*rows));

    message->pairings =
        cv_arena_array(arena, report->pairing_count + 1, sizeof(*message->pairings));
    if (rows == NULL || message->pairings == NULL)
        return;
    for (size_t i = 0; i < report->pairing_count; i++) {
        caravan__training__v1__training_report_pairings__init(&rows[i]);
        rows[i].kind = (Caravan__Training__V1__PairingKind)report->pairings[i].kind;
        rows[i].home_kind = (Caravan__Training__V1__OrganisationKind)report->pairings[i].home_kind;
        rows[i].pairings = (int32_t)report->pairings[i].pairings;
        rows[i].homes = (int32_t)report->pairings[i].homes;
        rows[i].hosts = (int32_t)report->pairings[i].hosts;
        message->pairings[i] = &rows[i];
    }
    message->n_pairings = report->pairing_count;
}

static void awards_wire(struct cv_arena *arena, const struct exchanges_report *report,
                        Caravan__Training__V1__TrainingReportResponse *message)
{
    Caravan__Training__V1__TrainingReportAwards *rows =
        cv_arena_array(arena, report->award_count + 1, sizeof(*rows));

    message->awards = cv_arena_array(arena, report->award_count + 1, sizeof(*message->awards));
    if (rows == NULL || message->awards == NULL)
        return;
    for (size_t i = 0; i < report->award_count; i++) {
        caravan__training__v1__training_report_awards__init(&rows[i]);
        rows[i].year = (int32_t)report->awards[i].year;
        rows[i].level = (Caravan__Training__V1__CompetitionLevel)report->awards[i].level;
        rows[i].winners = (Caravan__Training__V1__AwardWinners)report->awards[i].by;
        rows[i].awards = report->awards[i].count;
        message->awards[i] = &rows[i];
    }
    message->n_awards = report->award_count;
}

static void medals_wire(struct cv_arena *arena, const struct exchanges_report *report,
                        Caravan__Training__V1__TrainingReportResponse *message)
{
    Caravan__Training__V1__TrainingReportMedals *rows =
        cv_arena_array(arena, report->medal_count + 1, sizeof(*rows));

    message->medals = cv_arena_array(arena, report->medal_count + 1, sizeof(*message->medals));
    if (rows == NULL || message->medals == NULL)
        return;
    for (size_t i = 0; i < report->medal_count; i++) {
        caravan__training__v1__training_report_medals__init(&rows[i]);
        rows[i].year = (int32_t)report->medals[i].year;
        rows[i].level = (Caravan__Training__V1__CompetitionLevel)report->medals[i].level;
        rows[i].rank = (Caravan__Training__V1__MedalRank)report->medals[i].by;
        rows[i].medals = report->medals[i].count;
        message->medals[i] = &rows[i];
    }
    message->n_medals = report->medal_count;
}

static void exams_wire(struct cv_arena *arena, const struct exchanges_report *report,
                       Caravan__Training__V1__TrainingReportResponse *message)
{
    Caravan__Training__V1__TrainingReportExam *rows =
        cv_arena_array(arena, report->exam_count + 1, sizeof(*rows));

    message->exams = cv_arena_array(arena, report->exam_count + 1, sizeof(*message->exams));
    if (rows == NULL || message->exams == NULL)
        return;
    for (size_t i = 0; i < report->exam_count; i++) {
        caravan__training__v1__training_report_exam__init(&rows[i]);
        rows[i].subject = cv_wire_text(report->exams[i].subject);
        rows[i].year = (int32_t)report->exams[i].year;
        rows[i].paper = cv_wire_text(report->exams[i].paper);
        rows[i].organisations = (int32_t)report->exams[i].organisations;
        rows[i].withheld = report->exams[i].withheld;
        if (!rows[i].withheld) {
            rows[i].candidates = report->exams[i].candidates;
            rows[i].mean_hundredths = exam_mean(&report->exams[i]);
        }
        message->exams[i] = &rows[i];
    }
    message->n_exams = report->exam_count;
}

static void changes_wire(struct cv_arena *arena, const struct exchanges_report *report,
                         Caravan__Training__V1__TrainingReportResponse *message)
{
    Caravan__Training__V1__TrainingReportExamChange *rows =
        cv_arena_array(arena, report->change_count + 1, sizeof(*rows));

    message->exam_changes =
        cv_arena_array(arena, report->change_count + 1, sizeof(*message->exam_changes));
    if (rows == NULL || message->exam_changes == NULL)
        return;
    for (size_t i = 0; i < report->change_count; i++) {
        caravan__training__v1__training_report_exam_change__init(&rows[i]);
        rows[i].subject = cv_wire_text(report->changes[i].to->subject);
        rows[i].from_year = (int32_t)report->changes[i].from->year;
        rows[i].to_year = (int32_t)report->changes[i].to->year;
        rows[i].comparable = report->changes[i].comparable;
        rows[i].withheld = report->changes[i].withheld;
        if (!rows[i].withheld) {
            rows[i].from_candidates = report->changes[i].from->candidates;
            rows[i].to_candidates = report->changes[i].to->candidates;
            rows[i].change_hundredths = report->changes[i].change;
        }
        message->exam_changes[i] = &rows[i];
    }
    message->n_exam_changes = report->change_count;
}

static void assignments_wire(struct cv_arena *arena, const struct exchanges_report *report,
                             Caravan__Training__V1__TrainingReportResponse *message)
{
    Caravan__Training__V1__TrainingReportAssignments *rows =
        cv_arena_array(arena, report->assignment_count + 1, sizeof(*rows));

    message->assignments =
        cv_arena_array(arena, report->assignment_count + 1, sizeof(*message->assignments));
    if (rows == NULL || message->assignments == NULL)
        return;
    for (size_t i = 0; i < report->assignment_count; i++) {
        const struct assignment_line *line = &report->assignments[i];

        caravan__training__v1__training_report_assignments__init(&rows[i]);
        rows[i].kind = (Caravan__Training__V1__AssignmentKind)line->kind;
        rows[i].host_kind = (Caravan__Training__V1__OrganisationKind)line->host_kind;
        rows[i].withheld = line->persons < REPORT_PEOPLE_LEAST;
        if (!rows[i].withheld) {
            rows[i].assignments = (int32_t)line->assignments;
            rows[i].persons = (int32_t)line->persons;
            rows[i].person_days = line->person_days;
            rows[i].deliverables = line->deliverables;
        }
        message->assignments[i] = &rows[i];
    }
    message->n_assignments = report->assignment_count;
}

static void mentors_wire(struct cv_arena *arena, const struct exchanges_report *report,
                         Caravan__Training__V1__TrainingReportResponse *message)
{
    Caravan__Training__V1__TrainingReportMentorPairs *rows =
        cv_arena_array(arena, report->mentor_count + 1, sizeof(*rows));

    message->mentor_pairs =
        cv_arena_array(arena, report->mentor_count + 1, sizeof(*message->mentor_pairs));
    if (rows == NULL || message->mentor_pairs == NULL)
        return;
    for (size_t i = 0; i < report->mentor_count; i++) {
        const struct mentor_line *line = &report->mentors[i];

        caravan__training__v1__training_report_mentor_pairs__init(&rows[i]);
        rows[i].kind = (Caravan__Training__V1__PairingKind)line->kind;
        rows[i].withheld =
            line->mentors < REPORT_PEOPLE_LEAST || line->mentees < REPORT_PEOPLE_LEAST;
        if (!rows[i].withheld) {
            rows[i].mentor_pairs = (int32_t)line->pairs;
            rows[i].mentors = (int32_t)line->mentors;
            rows[i].mentees = (int32_t)line->mentees;
        }
        message->mentor_pairs[i] = &rows[i];
    }
    message->n_mentor_pairs = report->mentor_count;
}

Caravan__Training__V1__TrainingReportResponse *
training_report_wire(struct cv_arena *arena, const struct report_view *view,
                     const struct exchanges_report *exchanges,
                     const struct learning_report *learning, const struct outcome_report *outcomes)
{
    Caravan__Training__V1__TrainingReportResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__training_report_response__init(message);
    message->effective_from = cv_wire_date(arena, view->from);
    message->effective_through = cv_wire_date(arena, view->through);
    message->known_at = cv_wire_time(arena, view->known_us);
    pairings_wire(arena, exchanges, message);
    awards_wire(arena, exchanges, message);
    medals_wire(arena, exchanges, message);
    exams_wire(arena, exchanges, message);
    changes_wire(arena, exchanges, message);
    assignments_wire(arena, exchanges, message);
    mentors_wire(arena, exchanges, message);
    learning_report_wire(arena, learning, message);
    outcome_report_wire(arena, outcomes, message);
    return message;
}
