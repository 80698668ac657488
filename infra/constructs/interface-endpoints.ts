import { Stack } from 'aws-cdk-lib';
import {
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * The AWS services that functions call from subnets without a way out: Secrets Manager for keys and rotation,
 * ElastiCache for endpoint discovery and password rotation. Each costs 8 USD a month and zone, hence no more: Lambda
 * itself sends logs and asynchronous results, not our network, and the containers reach AWS through NAT.
 */
export class InterfaceEndpoints extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { vpc: IVpc; subnets: ISubnet[]; securityGroup: ISecurityGroup },
  ) {
    super(scope, id);
    const { vpc, subnets, securityGroup } = props;
    for (const [name, service] of Object.entries({
      SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      ElastiCache: InterfaceVpcEndpointAwsService.ELASTICACHE,
    })) {
      vpc
        .addInterfaceEndpoint(name, {
          service,
          subnets: { subnets },
          securityGroups: [securityGroup],
          open: false, // the traffic table says who may come in
        })
        .addToPolicy(ownAccountOnly(this));
    }
  }
}

/** An endpoint's policy: nobody's credentials but this account's, so that nothing can be carried out to another's. */
export function ownAccountOnly(scope: Construct): PolicyStatement {
  const { account } = Stack.of(scope);
  return new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account } },
  });
}
