#include "learning.h"

struct cv_status learning_serve(struct cv_server *server, struct training *service)
{
    const struct caravan_training_v1_learning_handlers handlers = {
        .create_organisation = &create_organisation,
        .get_organisation = &get_organisation,
        .list_organisations = &list_organisations,
        .update_organisation = &update_organisation,
    };

    return caravan_training_v1_learning_serve(server, &handlers, service);
}
