#include "net/tls_internal.h"

#include <pthread.h>
#include <string.h>

static int bio_read(BIO *bio, char *to, size_t cap, size_t *len)
{
    struct cv_tls_pipe *pipe = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    *len = pipe->in.len < cap ? pipe->in.len : cap;
    if (*len == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    memcpy(to, pipe->in.at, *len);
    pipe->in.at += *len;
    pipe->in.len -= *len;
    return 1;
}

static int bio_write(BIO *bio, const char *from, size_t len, size_t *written)
{
    struct cv_tls_pipe *pipe = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    cv_buf_add(pipe->out, from, len);
    *written = pipe->out->failed ? 0 : len;
    return pipe->out->failed ? 0 : 1;
}

static long bio_control(BIO *bio, int command, long number, void *arg)
{
    (void)bio;
    (void)number;
    (void)arg;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

static BIO_METHOD *method; /* made once, kept for the life of the process */

static void make_method(void)
{
    BIO_METHOD *made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cv_stream");

    if (made == NULL)
        return;
    (void)BIO_meth_set_read_ex(made, bio_read);
    (void)BIO_meth_set_write_ex(made, bio_write);
    (void)BIO_meth_set_ctrl(made, bio_control);
    method = made;
}

bool cv_tls_join(SSL *ssl, struct cv_tls_pipe *pipe)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    BIO *bio;

    (void)pthread_once(&once, make_method);
    bio = method == NULL ? NULL : BIO_new(method);
    if (bio == NULL)
        return false;
    BIO_set_data(bio, pipe);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio); /* takes it */
    return true;
}
