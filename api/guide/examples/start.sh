#: sign-in
export SLIPWAY_URL="{address}"
export SLIPWAY_TENANT="the tenant ID"
export SLIPWAY_CLIENT_ID="the client ID"
export SLIPWAY_CLIENT_SECRET="the key"
#: token
TOKEN=$(curl -sS --fail-with-body "$SLIPWAY_URL/$SLIPWAY_TENANT/oauth2/token" \
  -d grant_type=client_credentials -d resource=slipway \
  -d "client_id=$SLIPWAY_CLIENT_ID" --data-urlencode "client_secret=$SLIPWAY_CLIENT_SECRET" \
  | jq -r .access_token)
call() { curl -sS --fail-with-body -H "Authorization: Bearer $TOKEN" "$@"; }
#: draft
(cd my-listing && python3 -m zipfile -c ../listing.zip *)
call -X POST "$SLIPWAY_URL/api/v1/imports" -H "Content-Type: application/zip" --data-binary @listing.zip > job.json
JOB=$(jq -r .links.self job.json)
while jq -e '.state | IN("queued", "running")' job.json > /dev/null; do
  sleep 1
  call "$SLIPWAY_URL$JOB" > job.json
done
jq '.error // .result' job.json
LISTING=$(jq -r .result.listing job.json)
#: change
call -X PATCH "$SLIPWAY_URL/api/v1/listings/$LISTING/sections/support" \
  -H "Content-Type: application/json" -d '{"maintainer_email": "team@acme.example"}'
#: findings
call "$SLIPWAY_URL/api/v1/listings/$LISTING/findings" | jq '.missing, .items'
#: submit
call -X POST "$SLIPWAY_URL/api/v1/listings/$LISTING/submissions" \
  -H "Content-Type: application/json" -d '{"confirm": "all"}' > submission.json
jq '.error // .outcome_text' submission.json
SUBMISSION=$(jq -r .id submission.json)
#: follow
call "$SLIPWAY_URL/api/v1/submissions/$SUBMISSION" | jq '{outcome, outcome_text}'
#: receive
export SLIPWAY_WEBHOOK_SECRET="the secret"
node receive.mjs
