/* The Exchanges service: what institutions do for each other. Each method is one file, verb_noun.c
 * in the folder of its noun. */
#ifndef TRAINING_EXCHANGES_H
#define TRAINING_EXCHANGES_H

#include "caravan/training/v1/exchanges.caravan.h"
#include "training.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status exchanges_serve(struct cv_server *server, struct training *service);

#define EXCHANGES_METHOD(name)                                                                     \
    extern const struct caravan_training_v1_exchanges_##name##_method name

EXCHANGES_METHOD(create_pairing);
EXCHANGES_METHOD(get_pairing);
EXCHANGES_METHOD(list_pairings);
EXCHANGES_METHOD(end_pairing);
EXCHANGES_METHOD(strike_pairing);

EXCHANGES_METHOD(create_award);
EXCHANGES_METHOD(get_award);
EXCHANGES_METHOD(list_awards);
EXCHANGES_METHOD(strike_award);

EXCHANGES_METHOD(create_medal);
EXCHANGES_METHOD(get_medal);
EXCHANGES_METHOD(list_medals);
EXCHANGES_METHOD(strike_medal);

EXCHANGES_METHOD(create_exam_result);
EXCHANGES_METHOD(get_exam_result);
EXCHANGES_METHOD(list_exam_results);
EXCHANGES_METHOD(strike_exam_result);

EXCHANGES_METHOD(create_assignment);
EXCHANGES_METHOD(get_assignment);
EXCHANGES_METHOD(list_assignments);
EXCHANGES_METHOD(update_assignment);
EXCHANGES_METHOD(move_assignment);

EXCHANGES_METHOD(create_assignment_entry);
EXCHANGES_METHOD(get_assignment_entry);
EXCHANGES_METHOD(list_assignment_entries);
EXCHANGES_METHOD(strike_assignment_entry);

EXCHANGES_METHOD(create_mentor_pair);
EXCHANGES_METHOD(get_mentor_pair);
EXCHANGES_METHOD(list_mentor_pairs);
EXCHANGES_METHOD(update_mentor_pair);
EXCHANGES_METHOD(move_mentor_pair);

EXCHANGES_METHOD(create_employment_outcome);
EXCHANGES_METHOD(get_employment_outcome);
EXCHANGES_METHOD(list_employment_outcomes);
EXCHANGES_METHOD(strike_employment_outcome);

EXCHANGES_METHOD(training_report);
EXCHANGES_METHOD(import_exchanges);

#undef EXCHANGES_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation pairing_creation;
extern const struct cv_creation award_creation;
extern const struct cv_creation medal_creation;
extern const struct cv_creation exam_result_creation;
extern const struct cv_creation assignment_creation;
extern const struct cv_creation assignment_entry_creation;
extern const struct cv_creation mentor_pair_creation;
extern const struct cv_creation employment_outcome_creation;

#endif
