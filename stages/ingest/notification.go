package ingest

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
)

// maxRecords bounds one notification. MinIO and S3 send one record in each.
const maxRecords = 1000

func isNotification(body *munshiv1.DocumentUploaded) bool {
	return len(body.GetRecords()) > 0 || body.GetEventName() != "" || body.GetBucketKey() != ""
}

// created lists the objects that body, a notification, says were created; all is what they have in common. The notification's other events (an object was removed, its tags
// were changed, a test) are none, and neither are the objects that Munshi writes itself: taken for
// uploads, each page image would become a document with pages of its own, for ever.
func (s *Stage) created(body *munshiv1.DocumentUploaded, all upload) ([]upload, error) {
	records := body.GetRecords()
	if len(records) > maxRecords {
		return nil, fmt.Errorf("Records: %d are over the limit of %d", len(records), maxRecords)
	}
	if len(records) == 0 {
		records = []*munshiv1.BucketRecord{recordOf(body.GetBucketKey())}
	}
	var found []upload
	for i, r := range records {
		name := r.GetEventName()
		if name == "" {
			name = body.GetEventName()
		}
		if name == "" {
			return nil, fmt.Errorf("Records[%d]: neither it nor the notification has an event name", i)
		}
		if !contentWritten(name) {
			continue
		}
		bucket, key := r.GetS3().GetBucket().GetName(), r.GetS3().GetObject().GetKey()
		decoded, err := url.QueryUnescape(key)
		if err != nil {
			return nil, fmt.Errorf("Records[%d].s3.object.key: %q is not URL-encoded: %w", i, clip(key), err)
		}
		uri := blob.URI(bucket, decoded)
		if _, _, err := blob.ParseURI(uri); err != nil {
			return nil, fmt.Errorf("Records[%d].s3: %w", i, err)
		}
		if bucket == s.Blob.Bucket && blob.Own(decoded) {
			continue
		}
		found = append(found, all.of(uri, r.GetEventTime()))
	}
	return found, nil
}

// recordOf makes the record of a notification that has only MinIO's summary of it: bucket/key, not URL-encoded.
func recordOf(bucketKey string) *munshiv1.BucketRecord {
	bucket, key, _ := strings.Cut(bucketKey, "/")
	return &munshiv1.BucketRecord{S3: &munshiv1.BucketEntity{
		Bucket: &munshiv1.BucketName{Name: bucket},
		Object: &munshiv1.BucketObject{Key: url.QueryEscape(key)},
	}}
}

// of is the upload of one object of a notification.
func (u upload) of(uri, eventTime string) upload {
	one := upload{DocumentUploaded: proto.CloneOf(u.DocumentUploaded), way: wayObject, receivedAt: u.receivedAt}
	one.Uri, one.Source, one.Filename = uri, "bucket", cleanFilename(lastPart(uri, wayObject))
	if at, err := time.Parse(time.RFC3339Nano, eventTime); err == nil && one.ReceivedAt == nil {
		one.receivedAt = schemas.Received(timestamppb.New(at), u.receivedAt)
	}
	one.ReceivedAt = timestamppb.New(one.receivedAt)
	return one
}

// contentWritten reports whether an event says that an object has new bytes: s3:ObjectCreated:Put, or ObjectCreated:Put as AWS writes it.
func contentWritten(event string) bool {
	switch strings.TrimPrefix(event, "s3:") {
	case "ObjectCreated:Put", "ObjectCreated:Post", "ObjectCreated:Copy", "ObjectCreated:CompleteMultipartUpload":
		return true
	}
	return false
}

// clip keeps a stranger's megabyte out of an error message.
func clip(text string) string {
	if len(text) <= 200 {
		return text
	}
	return text[:200] + "..."
}
