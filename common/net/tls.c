/* Certificates and keys from files, as a context from which streams are made. */
#include "net/tls.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/fault.h"
#include "net/internal.h"
#include "net/tls_internal.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What RFC 9113, section 9.2, and everybody's hardware agree on; the fastest first. */
#define CIPHERS_1_2                                                                                \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"                                   \
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"                                   \
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
#define CIPHERS_1_3 "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384"

static const uint8_t H2[] = {2, 'h', '2'}; /* as ALPN writes a list */

struct cv_tls {
    pthread_mutex_t lock;
    SSL_CTX *context; /* guarded by lock; each connection holds the one it began with */
    struct cv_tls_files files;
    bool server;
};

/* ---- files ---- */

static struct cv_status bad_file(struct cv_arena *arena, const char *path, const char *what)
{
    return cv_status_f(arena, CV_INVALID_ARGUMENT, "BAD_TLS_FILE", "%s: %s", path, what);
}

int cv_tls_no_passphrase(char *to, int cap, int writing, void *arg)
{
    (void)to;
    (void)cap;
    (void)writing;
    (void)arg;
    return -1;
}

static struct cv_status open_file(const char *path, struct cv_arena *arena, FILE **file)
{
    *file = fopen(path, "re");
    if (*file == NULL)
        return bad_file(arena, path, strerrordesc_np(errno));
    return CV_STATUS_OK;
}

static struct cv_status read_key(SSL_CTX *context, const char *path, struct cv_arena *arena)
{
    struct cv_status status;
    struct stat info;
    EVP_PKEY *key;
    FILE *file;

    status = open_file(path, arena, &file);
    if (!cv_ok(status))
        return status;
    if (fstat(fileno(file), &info) != 0 || (info.st_mode & S_IRWXO) != 0) {
        (void)fclose(file);
        return bad_file(arena, path, "other users may read this key; chmod 600 it");
    }
    key = PEM_read_PrivateKey(file, NULL, cv_tls_no_passphrase, NULL);
    (void)fclose(file);
    if (key == NULL) {
        ERR_clear_error();
        return bad_file(arena, path, "holds no PEM private key, or one with a passphrase");
    }
    if (SSL_CTX_use_PrivateKey(context, key) != 1)
        status = bad_file(arena, path,
                          ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_X509
                              ? "is not the key of the certificate"
                              : cv_tls_file_error());
    ERR_clear_error();
    EVP_PKEY_free(key);
    return status;
}

/* OpenSSL's own words for a file that is not there are no help. */
static struct cv_status check_readable(const char *path, struct cv_arena *arena)
{
    FILE *file;
    struct cv_status status = open_file(path, arena, &file);

    if (cv_ok(status))
        (void)fclose(file);
    return status;
}

static struct cv_status read_cert(SSL_CTX *context, const char *path, struct cv_arena *arena)
{
    struct cv_status status = check_readable(path, arena);

    if (!cv_ok(status))
        return status;
    if (SSL_CTX_use_certificate_chain_file(context, path) == 1)
        return CV_STATUS_OK;
    if (ERR_GET_REASON(ERR_peek_error()) != PEM_R_NO_START_LINE)
        return bad_file(arena, path, cv_tls_file_error());
    ERR_clear_error();
    return bad_file(arena, path, "holds no PEM certificate");
}

static struct cv_status read_ca(SSL_CTX *context, const char *path, bool server,
                                struct cv_arena *arena)
{
    struct cv_status status = check_readable(path, arena);
    STACK_OF(X509_NAME) * names;

    if (!cv_ok(status))
        return status;
    if (SSL_CTX_load_verify_file(context, path) != 1) {
        ERR_clear_error();
        return bad_file(arena, path, "holds no PEM certificate");
    }
    if (!server)
        return CV_STATUS_OK;
    names = SSL_load_client_CA_file(path); /* tells clients which certificate to show */
    if (names == NULL)
        return bad_file(arena, path, cv_tls_file_error());
    SSL_CTX_set_client_CA_list(context, names);
    return CV_STATUS_OK;
}

static struct cv_status read_files(SSL_CTX *context, const struct cv_tls_files *files, bool server,
                                   struct cv_arena *arena)
{
    struct cv_status status = CV_STATUS_OK;

    if (files->cert != NULL)
        status = read_cert(context, files->cert, arena);
    if (cv_ok(status) && files->key != NULL)
        status = read_key(context, files->key, arena);
    if (cv_ok(status) && files->ca != NULL)
        status = read_ca(context, files->ca, server, arena);
    else if (cv_ok(status) && !server && SSL_CTX_set_default_verify_paths(context) != 1)
        status = cv_status(CV_FAILED_PRECONDITION, NULL, "cannot find whom the system trusts");
    return status;
}

/* ---- contexts ---- */

static int choose_h2(SSL *ssl, const unsigned char **chosen, unsigned char *len,
                     const unsigned char *offered, unsigned int offered_len, void *arg)
{
    (void)ssl;
    (void)arg;
    for (unsigned at = 0; at < offered_len; at += 1u + offered[at]) {
        if (offered_len - at < sizeof(H2) || memcmp(offered + at, H2, sizeof(H2)) != 0)
            continue;
        *chosen = H2 + 1;
        *len = sizeof(H2) - 1;
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* Without the extension choose_h2() is not even asked. */
static int want_alpn(SSL *ssl, int *alert, void *arg)
{
    const unsigned char *offered;
    size_t len;

    (void)arg;
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &offered,
                                  &len) == 1)
        return SSL_CLIENT_HELLO_SUCCESS;
    ERR_raise(ERR_LIB_SSL, SSL_R_NO_APPLICATION_PROTOCOL);
    *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
    return SSL_CLIENT_HELLO_ERROR;
}

/* Once for each certificate of the chain, after OpenSSL's own checks. */
static int check_names(int accepted, X509_STORE_CTX *chain)
{
    if (accepted != 1 || X509_STORE_CTX_get_error_depth(chain) != 0 ||
        cv_tls_names_are_clean(X509_STORE_CTX_get0_cert(chain)))
        return accepted;
    X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

static bool set_rules(SSL_CTX *context, bool server, bool verify)
{
    int mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;

    SSL_CTX_set_security_level(context, 2);
    (void)SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                           SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                           SSL_OP_PRIORITIZE_CHACHA);
    (void)SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    (void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, verify ? mode : SSL_VERIFY_NONE, check_names);
    SSL_CTX_set_verify_depth(context, CV_TLS_DEPTH_MAX);
    SSL_CTX_set_client_hello_cb(context, server ? want_alpn : NULL, NULL);
    SSL_CTX_set_alpn_select_cb(context, server ? choose_h2 : NULL, NULL);
    if (!server &&
        SSL_CTX_set_alpn_protos(context, H2, sizeof(H2)) != 0) /* 0 is success, for once */
        return false;
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_num_tickets(context, 0) == 1 &&
           SSL_CTX_set_cipher_list(context, CIPHERS_1_2) == 1 &&
           SSL_CTX_set_ciphersuites(context, CIPHERS_1_3) == 1;
}

static struct cv_status load(const struct cv_tls_files *files, bool server, struct cv_arena *arena,
                             SSL_CTX **loaded)
{
    SSL_CTX *context = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : SSL_CTX_new(TLS_method());
    struct cv_status status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");

    *loaded = NULL;
    if (context != NULL && set_rules(context, server, !server || files->ca != NULL))
        status = read_files(context, files, server, arena);
    if (!cv_ok(status)) {
        SSL_CTX_free(context);
        return status;
    }
    *loaded = context;
    return CV_STATUS_OK;
}

/* ---- life ---- */

static struct cv_status make(const struct cv_tls_files *files, bool server, struct cv_arena *arena,
                             struct cv_tls **tls)
{
    struct cv_tls *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    struct cv_status status;

    *tls = NULL;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->files = *files;
    made->server = server;
    status = load(files, server, arena, &made->context);
    if (!cv_ok(status)) {
        free(made);
        return status;
    }
    CV_ASSERT_EQ(pthread_mutex_init(&made->lock, NULL), 0);
    *tls = made;
    return CV_STATUS_OK;
}

struct cv_status cv_tls_server(const struct cv_tls_files *files, struct cv_arena *arena,
                               struct cv_tls **tls)
{
    CV_ASSERT(files->cert != NULL && files->key != NULL);
    return make(files, true, arena, tls);
}

struct cv_status cv_tls_client(const struct cv_tls_files *files, struct cv_arena *arena,
                               struct cv_tls **tls)
{
    CV_ASSERT((files->cert == NULL) == (files->key == NULL));
    return make(files, false, arena, tls);
}

struct cv_status cv_tls_reload(struct cv_tls *tls, struct cv_arena *arena)
{
    SSL_CTX *context;
    struct cv_status status = load(&tls->files, tls->server, arena, &context);
    SSL_CTX *old;

    if (!cv_ok(status))
        return status;
    pthread_mutex_lock(&tls->lock);
    old = tls->context;
    tls->context = context;
    pthread_mutex_unlock(&tls->lock);
    SSL_CTX_free(old);
    return CV_STATUS_OK;
}

void cv_tls_free(struct cv_tls *tls)
{
    if (tls == NULL)
        return;
    SSL_CTX_free(tls->context);
    pthread_mutex_destroy(&tls->lock);
    free(tls);
}

SSL *cv_tls_new_ssl(struct cv_tls *tls)
{
    SSL *ssl;

    if (cv_fault_tick(CV_FAULT_ALLOC))
        return NULL;
    pthread_mutex_lock(&tls->lock);
    ssl = SSL_new(tls->context);
    pthread_mutex_unlock(&tls->lock);
    ERR_clear_error();
    return ssl;
}
