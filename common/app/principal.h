/* Who calls, as the call itself says: the metadata "caravan-principal" names the subject, until
 * there is an identity that proves it. The organisation stays the server's own.
 *
 * Thread   That of the call's loop; static: one interceptor serves all.
 * Memory   In the call's arena; a call that names nobody allocates nothing here.
 * Errors   INVALID_ARGUMENT for a name that is not [a-z0-9][a-z0-9._@-]{0,62}. The standard
 *          services of gRPC (health, reflection) are for everybody: there nobody looks. */
#ifndef CV_APP_PRINCIPAL_H
#define CV_APP_PRINCIPAL_H

#include "base/status.h"

#include <stdbool.h>

struct cv_server;

#define CV_PRINCIPAL_KEY "caravan-principal"
#define CV_PRINCIPAL_MAX 63

/* Look at every call of this server. Before it runs; errors as cv_server_intercept(). */
struct cv_status cv_principal_read(struct cv_server *server);

bool cv_principal_valid(const char *subject);

#endif
