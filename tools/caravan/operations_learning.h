/* What the commands of the Learning service have in common (operations_people.c,
 * operations_learning.c). */
#ifndef CARAVAN_OPERATIONS_LEARNING_H
#define CARAVAN_OPERATIONS_LEARNING_H

#include "caravan/training/v1/learning.caravan.h"
#include "operation.h"

#define LEARNING(name) .service = &caravan_training_v1_learning_type, .method = (name)
#define PERSON         "persons/@"
#define COURSE         "courses/@"
#define COHORT         "courses/@/cohorts/@"
#define ENROLMENT      "courses/@/cohorts/@/enrolments/@"
#define SESSION        "courses/@/cohorts/@/sessions/@"

#define THE(word, path, shape)                                                                     \
    {                                                                                              \
        (word), (path), POST_NAME, (shape), .required = true                                       \
    }
#define TITLE_OPTIONS                                                                              \
    {.name = "--title", .value = "TEXT", .help = {"in English", "英文名称"}},                      \
    {                                                                                              \
        .name = "--title-zh", .value = "TEXT", .help = { "in Chinese", "名称" }                    \
    }

#endif
