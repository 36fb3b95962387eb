/* Each Create of the service, in parts (service/creation.h). A create_*.c gives its `struct
 * cv_creation` and, by CREATION_METHOD(), its method. */
#ifndef PROJECTS_CREATION_H
#define PROJECTS_CREATION_H

#include "projects.h"
#include "service/creation.h"

extern const struct cv_creation programme_creation;
extern const struct cv_creation partner_creation;
extern const struct cv_creation project_creation;
extern const struct cv_creation budget_line_creation;
extern const struct cv_creation commitment_creation;
extern const struct cv_creation disbursement_creation;
extern const struct cv_creation indicator_creation;
extern const struct cv_creation observation_creation;

/* create_<noun>, the method of a file whose creation is <noun>_creation and whose state is `struct
 * state`. Only the types differ from file to file. */
#define CREATION_METHOD(noun, Noun)                                                                \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__Create##Noun##Request *request)                \
    {                                                                                              \
        cv_creation_run(&noun##_creation, memory, call, projects_store(call), &request->base);     \
    }                                                                                              \
    const struct caravan_projects_v1_projects_create_##noun##_method create_##noun = {             \
        handle, sizeof(struct cv_creation_call) + sizeof(struct state)}

#endif
