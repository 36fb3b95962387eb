#include "credentials.h"

#include "base/arena.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The three files in a folder nobody else may enter. */
struct files {
    char folder[sizeof("/tmp/conformance-XXXXXX")];
    char paths[3][sizeof("/tmp/conformance-XXXXXX/0")];
    struct cv_tls_files named;
};

static bool write_file(const char *path, const ProtobufCBinaryData *pem)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t written;

    if (fd < 0)
        return false;
    written = write(fd, pem->data, pem->len);
    (void)close(fd);
    return written == (ssize_t)pem->len;
}

static bool write_files(struct files *files, const struct credentials *from)
{
    const ProtobufCBinaryData *texts[] = {&from->cert, &from->key, &from->ca};
    const char **names[] = {&files->named.cert, &files->named.key, &files->named.ca};

    for (size_t i = 0; i < 3; i++) {
        if (texts[i]->len == 0)
            continue;
        (void)snprintf(files->paths[i], sizeof(files->paths[i]), "%s/%c", files->folder,
                       (char)('0' + i));
        if (!write_file(files->paths[i], texts[i]))
            return false;
        *names[i] = files->paths[i];
    }
    return true;
}

static void remove_files(const struct files *files)
{
    for (size_t i = 0; i < 3; i++)
        if (files->paths[i][0] != '\0')
            (void)unlink(files->paths[i]);
    (void)rmdir(files->folder);
}

typedef struct cv_status make_tls(const struct cv_tls_files *files, struct cv_arena *arena,
                                  struct cv_tls **tls);

static struct cv_status by_files(make_tls *make, const struct credentials *from,
                                 struct cv_arena *arena, struct cv_tls **tls)
{
    struct files files = {.folder = "/tmp/conformance-XXXXXX"};
    struct cv_status status = cv_status(CV_INTERNAL, NULL, "no room in /tmp for certificates");

    if (mkdtemp(files.folder) == NULL)
        return status;
    if (write_files(&files, from))
        status = make(&files.named, arena, tls);
    remove_files(&files);
    return status;
}

struct cv_status credentials_server(const struct credentials *from, struct cv_arena *arena,
                                    struct cv_tls **tls)
{
    return by_files(cv_tls_server, from, arena, tls);
}

struct cv_status credentials_client(const struct credentials *from, struct cv_arena *arena,
                                    struct cv_tls **tls)
{
    return by_files(cv_tls_client, from, arena, tls);
}
