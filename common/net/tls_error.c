#include "net/tls_internal.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#define REASON "TLS_FAILED"

struct text {
    long number;
    const char *text;
};

#define UNTRUSTED "the peer's certificate is not signed by an authority we trust"

/* Of the peer's certificate, as we judge it. */
static const struct text VERIFY[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, "the peer's certificate has expired"},
    {X509_V_ERR_CERT_NOT_YET_VALID, "the peer's certificate is not valid yet"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, UNTRUSTED},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, UNTRUSTED},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, UNTRUSTED},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, UNTRUSTED},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, UNTRUSTED},
    {X509_V_ERR_CERT_UNTRUSTED, UNTRUSTED},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, UNTRUSTED},
    {X509_V_ERR_CERT_CHAIN_TOO_LONG, "the peer's certificate has too many authorities above it"},
    {X509_V_ERR_INVALID_PURPOSE, "the peer's certificate is not meant for this use"},
    {X509_V_ERR_HOSTNAME_MISMATCH, "the server's certificate is for another name"},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, "the server's certificate is for another address"},
    {X509_V_ERR_APPLICATION_VERIFICATION, "a name in the peer's certificate holds a NUL"},
};

#define NO_COMMON_VERSION "the peer speaks neither TLS 1.2 nor 1.3"
#define NOT_TLS           "the peer does not speak TLS"

static const struct text PROTOCOL[] = {
    {SSL_R_NO_APPLICATION_PROTOCOL, "the client does not offer HTTP/2 (ALPN h2)"},
    {SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL, "the server does not speak HTTP/2 (ALPN h2)"},
    {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, "the client showed no certificate"},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, "the server wants a certificate of the client"},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, "the peer does not trust the authority of our certificate"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, "the peer says that our certificate has expired"},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "the peer refuses our certificate"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "the peer refuses our certificate"},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, "the peer refuses our certificate for this use"},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, "the peer finds nothing in common, or no certificate"},
    {SSL_R_UNSUPPORTED_PROTOCOL, NO_COMMON_VERSION},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, NO_COMMON_VERSION},
    {SSL_R_NO_SHARED_CIPHER, "the peer has no cipher that is good enough"},
    {SSL_R_WRONG_VERSION_NUMBER, NOT_TLS},
    {SSL_R_HTTP_REQUEST, NOT_TLS},
    {SSL_R_BAD_RECORD_TYPE, NOT_TLS},
    {SSL_R_UNEXPECTED_MESSAGE, "the peer sent what TLS does not allow here"},
    {SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, "bytes from the peer were changed on the way"},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *find(const struct text *table, size_t count, long number)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].number == number)
            return table[i].text;
    }
    return NULL;
}

static const char *of_certificate(long verdict)
{
    const char *text = find(VERIFY, COUNT(VERIFY), verdict);

    return text != NULL ? text : X509_verify_cert_error_string(verdict); /* static */
}

static const char *of_protocol(unsigned long error)
{
    const char *text = NULL;

    if (ERR_GET_LIB(error) == ERR_LIB_SSL)
        text = find(PROTOCOL, COUNT(PROTOCOL), ERR_GET_REASON(error));
    if (text == NULL)
        text = ERR_reason_error_string(error); /* of OpenSSL's tables: static */
    return text != NULL ? text : "TLS failed";
}

struct cv_status cv_tls_status(const SSL *ssl)
{
    unsigned long error = ERR_peek_error();
    long verdict = SSL_get_verify_result(ssl);
    const char *text;

    ERR_clear_error();
    if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (verdict != X509_V_OK && ERR_GET_LIB(error) == ERR_LIB_SSL &&
        ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        text = of_certificate(verdict);
    else
        text = of_protocol(error);
    return cv_status(CV_UNAVAILABLE, REASON, text);
}

const char *cv_tls_file_error(void)
{
    unsigned long error = ERR_peek_error(); /* the first: what led to the others */
    const char *text = ERR_reason_error_string(error);

    ERR_clear_error();
    return text != NULL ? text : "cannot be used";
}
