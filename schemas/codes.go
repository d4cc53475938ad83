package schemas

// A Code says in one word why an input could not be processed. The list is closed: codes are part of the
// contract and appear in dead letters, progress, the HTTP API, metrics and munshi.documents.
type Code string

// Reasons that concern the event.
const (
	// CodeUndecodable: the value is not ProtoJSON or protobuf of the topic's message; the error says where it broke.
	CodeUndecodable Code = "undecodable"
	// CodeInvalidEvent: it decodes, but a required field is missing or contradicts another.
	CodeInvalidEvent Code = "invalid_event"
	// CodeInputTooLarge: the event is larger than MaxRecordBytes, or its batch unpacks to more than a client takes.
	CodeInputTooLarge Code = "input_too_large"
	// CodeOutputTooLarge: the result is larger than the broker takes.
	CodeOutputTooLarge Code = "output_too_large"
	// CodeOutputInvalid: the stage made an output that cannot be encoded, such as text that is not UTF-8. A defect of the stage.
	CodeOutputInvalid Code = "output_invalid"
	// CodeRetriesExhausted: every attempt failed; the message is that of the last.
	CodeRetriesExhausted Code = "retries_exhausted"
	// CodePanic: the stage panicked on this input again and again.
	CodePanic Code = "panic"
	// CodeRowRejected: ClickHouse refuses this row and takes the others.
	CodeRowRejected Code = "row_rejected"
)

// Reasons that concern where the bytes are.
const (
	// CodeSchemeRefused: the uri is neither s3:// nor https:// (file://, http:// unless allowed, ...).
	CodeSchemeRefused Code = "scheme_refused"
	// CodeAddressRefused: the host is a private, loopback or link-local address.
	CodeAddressRefused Code = "address_refused"
	// CodeNotFound: no such object, or the URL answered 404 or 410.
	CodeNotFound Code = "not_found"
	// CodeAccessDenied: the store or the URL refused access.
	CodeAccessDenied Code = "access_denied"
	// CodeFetchFailed: the URL answered something that waiting does not mend.
	CodeFetchFailed Code = "fetch_failed"
	// CodeBlobMismatch: the bytes do not hash to what the claim check says.
	CodeBlobMismatch Code = "blob_mismatch"
)

// Reasons that concern the document.
const (
	// CodeEmpty: zero bytes, or a document without a page.
	CodeEmpty Code = "empty"
	// CodeTooLarge: more bytes than allowed.
	CodeTooLarge Code = "too_large"
	// CodeTooManyPages: more pages than allowed.
	CodeTooManyPages Code = "too_many_pages"
	// CodeTooManyPixels: a page of more pixels than allowed.
	CodeTooManyPixels Code = "too_many_pixels"
	// CodeUnsupportedType: not a PDF, JPEG, PNG, TIFF, WebP or HEIC.
	CodeUnsupportedType Code = "unsupported_type"
	// CodeCorrupt: the bytes claim to be such a file but cannot be decoded.
	CodeCorrupt Code = "corrupt"
	// CodePasswordRequired: the PDF is encrypted and the event has no password.
	CodePasswordRequired Code = "password_required"
	// CodePasswordWrong: the PDF does not open with the event's password.
	CodePasswordWrong Code = "password_wrong"
	// CodeNativeCrash: native code crashed on it.
	CodeNativeCrash Code = "native_crash"
	// CodeNativeTimeout: native code did not finish in time.
	CodeNativeTimeout Code = "native_timeout"
	// CodeNativeMemory: native code needed more memory than allowed.
	CodeNativeMemory Code = "native_memory"
)
