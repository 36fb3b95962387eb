#include "exchanges.h"

struct cv_status exchanges_serve(struct cv_server *server, struct training *service)
{
    const struct caravan_training_v1_exchanges_handlers handlers = {
        .create_pairing = &create_pairing,
        .get_pairing = &get_pairing,
        .list_pairings = &list_pairings,
        .end_pairing = &end_pairing,
        .strike_pairing = &strike_pairing,
        .create_award = &create_award,
        .get_award = &get_award,
        .list_awards = &list_awards,
        .strike_award = &strike_award,
        .create_medal = &create_medal,
        .get_medal = &get_medal,
        .list_medals = &list_medals,
        .strike_medal = &strike_medal,
        .create_exam_result = &create_exam_result,
        .get_exam_result = &get_exam_result,
        .list_exam_results = &list_exam_results,
        .strike_exam_result = &strike_exam_result,
        .create_assignment = &create_assignment,
        .get_assignment = &get_assignment,
        .list_assignments = &list_assignments,
        .update_assignment = &update_assignment,
        .move_assignment = &move_assignment,
        .create_assignment_entry = &create_assignment_entry,
        .get_assignment_entry = &get_assignment_entry,
        .list_assignment_entries = &list_assignment_entries,
        .strike_assignment_entry = &strike_assignment_entry,
        .create_mentor_pair = &create_mentor_pair,
        .get_mentor_pair = &get_mentor_pair,
        .list_mentor_pairs = &list_mentor_pairs,
        .update_mentor_pair = &update_mentor_pair,
        .move_mentor_pair = &move_mentor_pair,
        .create_employment_outcome = &create_employment_outcome,
        .get_employment_outcome = &get_employment_outcome,
        .list_employment_outcomes = &list_employment_outcomes,
        .strike_employment_outcome = &strike_employment_outcome,
        .training_report = &training_report,
        .import_exchanges = &import_exchanges,
    };

    return caravan_training_v1_exchanges_serve(server, &handlers, service);
}
