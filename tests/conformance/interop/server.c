/* interop-server: what gRPC's interop clients call. Takes the options these tests know, and says
 * where it serves in the first line on stdout. */
#include "app/app.h"
#include "service.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct service service;

static struct cv_status start(struct cv_app *app)
{
    (void)snprintf(service.id, sizeof(service.id), "caravan-%ld", (long)getpid());
    return service_add(cv_app_server(app), &service);
}

/* What follows `name` in an argument "--name=value" or "-name=value"; NULL: it is another. */
static const char *value_of(const char *argument, const char *name)
{
    size_t len = strlen(name);

    while (*argument == '-')
        argument++;
    return strncmp(argument, name, len) == 0 && argument[len] == '=' ? argument + len + 1 : NULL;
}

static int usage(void)
{
    (void)fprintf(stderr, "usage: interop-server --port=PORT [--use_tls=true --tls_cert_file=FILE "
                          "--tls_key_file=FILE]\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const struct cv_app_spec SPEC = {
        .name = "interop",
        .summary = "answers the clients of gRPC's interop tests",
        .default_listen = "127.0.0.1:10000",
        .start = start,
    };
    char level[] = "--log-level=error";
    char listen[64] = "--listen=127.0.0.1:10000";
    char cert[512];
    char key[512];
    char *options[] = {argv[0], level, listen, cert, key, NULL};
    int count = 3;

    for (int i = 1; i < argc; i++) {
        const char *value;

        if ((value = value_of(argv[i], "port")) != NULL) {
            (void)snprintf(listen, sizeof(listen), "--listen=127.0.0.1:%s", value);
        } else if ((value = value_of(argv[i], "tls_cert_file")) != NULL) {
            (void)snprintf(cert, sizeof(cert), "--tls-cert=%s", value);
        } else if ((value = value_of(argv[i], "tls_key_file")) != NULL) {
            (void)snprintf(key, sizeof(key), "--tls-key=%s", value);
        } else if ((value = value_of(argv[i], "use_tls")) != NULL) {
            count = strcmp(value, "true") == 0 ? 5 : 3;
        } else {
            return usage();
        }
    }
    return cv_app_run(count, options, &SPEC);
}
